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

  picture.addEventListener("click", (event) => {
    const drawing = picture.querySelector("svg");
    if (!model.get("clickable") || !drawing) return;
    const { left, top, width, height } = drawing.getBoundingClientRect();
    model.send({ x: (event.clientX - left) / width, y: (event.clientY - top) / height });
  });

  return () => {
    model.off("change:picture", showPicture);
    model.off("change:words", showWords);
  };
}

export default { render };
