"use strict";
// What is wider than its place can be scrolled by keyboard, too: it takes the focus, but only then.
document.addEventListener("DOMContentLoaded", () => {
  const wide = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".lessonlib-picture, .formula, .drawn").forEach((place) => wide.observe(place));
});
