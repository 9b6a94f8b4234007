// Shows TensorBoard while its server answers. A frame whose server has gone would show an error page of the browser.
const EVERY = 3000; // milliseconds between two looks at the server

async function answers(url) {
  try {
    await fetch(url, { method: "HEAD", mode: "no-cors", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
}

function render({ model, el }) {
  const frame = document.createElement("iframe");
  frame.title = "TensorBoard";
  frame.style.cssText = `width: 100%; height: ${model.get("height")}px; border: 0; display: none`;
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  words.style.cssText = "margin: 0; line-height: 1.4; max-width: 90ch; color: var(--jp-content-font-color1, inherit)";
  el.append(words, frame);

  let shown = ""; // the address in the frame
  async function look() {
    const url = model.get("url");
    const there = url !== "" && (await answers(url));
    if (url !== model.get("url")) return; // it has changed meanwhile, and is looked at by itself
    if (there !== (shown !== "")) {
      shown = there ? url : "";
      frame.style.display = there ? "block" : "none";
      if (there) frame.src = url;
      else frame.removeAttribute("src");
    }
    const silent = `Nothing answers at ${url}. If the kernel has ended, run this cell again. If JupyterLab runs on ` +
      "another computer, your browser cannot reach TensorBoard there without a tunnel.";
    words.textContent = there ? `TensorBoard at ${url}` : url ? silent : model.get("words");
  }
  model.on("change:url", look);
  model.on("change:words", look);
  const clock = setInterval(look, EVERY);
  look();

  return () => {
    clearInterval(clock);
    model.off("change:url", look);
    model.off("change:words", look);
  };
}

export default { render };
