"use strict";
// What the theme and the pictures leave open for readers with a keyboard or a screen reader.
document.addEventListener("DOMContentLoaded", () => {
  // What is wider than its place can be scrolled by keyboard, too: it takes the focus, but only then.
  const wide = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
      else target.removeAttribute("tabindex");
    }
  });
  document.querySelectorAll(".lessonlib-picture, .formula, .drawn").forEach((place) => wide.observe(place));

  // The arrows that open a part of the navigation say which.
  document.querySelectorAll(".has-children > details > summary").forEach((arrow) => {
    const link = arrow.closest(".has-children").querySelector("a");
    if (link) arrow.setAttribute("aria-label", `Pages of ${link.textContent.trim()}`);
  });
});
