// JupyterLab takes arrow keys, letters and digits to walk through the cells, or to delete one, unless what has the
// focus says otherwise. Here they belong to the control.
const keepItsKeys = (event) => event.target.setAttribute("data-lm-suppress-shortcuts", "true");

// ipywidgets writes a label beside a slider, but gives the slider no name that could be read out.
const nameSliders = (output) => {
  for (const slider of output.querySelectorAll(".widget-inline-hbox [role=slider]:not([aria-label])")) {
    const label = slider.closest(".widget-inline-hbox").querySelector(".widget-label");
    if (label) slider.setAttribute("aria-label", label.textContent);
  }
};

// Shows a picture, its words, and reports where the picture was clicked.
function render({ model, el }) {
  const picture = document.createElement("div");
  const words = document.createElement("p");
  words.setAttribute("role", "status"); // it stays in the page, so that a change of its text is read out
  words.style.cssText =
    "margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.4; max-width: 90ch;" +
    "color: var(--jp-content-font-color1, inherit)";
  el.append(picture, words);

  const showPicture = () => {
    picture.innerHTML = model.get("picture");
    // The words below say it; but what Tab can reach must not be hidden.
    picture.setAttribute("aria-hidden", picture.querySelector("[tabindex]") === null);
    picture.style.cursor = model.get("clickable") ? "crosshair" : "";
  };
  const showWords = () => {
    words.textContent = model.get("words");
  };
  model.on("change:picture", showPicture);
  model.on("change:words", showWords);
  showPicture();
  showWords();

  // The controls stand beside this element: which output it lies in is known once it is in the page.
  let waiting = 0;
  let whenControlsCome = null;
  const helpControls = () => {
    const output = el.closest(".jp-OutputArea-output");
    if (output) {
      output.addEventListener("focusin", keepItsKeys);
      whenControlsCome = new MutationObserver(() => nameSliders(output));
      whenControlsCome.observe(output, { childList: true, subtree: true });
      nameSliders(output);
    } else if (!el.isConnected) waiting = requestAnimationFrame(helpControls);
  };
  helpControls();

  picture.addEventListener("click", (event) => {
    const drawing = picture.querySelector("svg");
    if (!model.get("clickable") || !drawing) return;
    const { left, top, width, height } = drawing.getBoundingClientRect();
    model.send({ x: (event.clientX - left) / width, y: (event.clientY - top) / height });
  });

  return () => {
    cancelAnimationFrame(waiting);
    whenControlsCome?.disconnect();
    model.off("change:picture", showPicture);
    model.off("change:words", showWords);
  };
}

export default { render };
