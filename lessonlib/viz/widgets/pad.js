// A sheet to draw on, with the pointer or with the keys. Places are shares of the sheet's side, 0 to 1.
const SVG = "http://www.w3.org/2000/svg";
const STEP = 0.05;
const PATIENCE = 500; // milliseconds until an answer that has not come is told
const MOVES = {
  ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
  Home: [-1, -1], PageUp: [1, -1], End: [-1, 1], PageDown: [1, 1],
};
const HELP =
  "Drawing sheet. The arrow keys move the pen, and Home, End, Page Up and Page Down move it aslant. " +
  "Space puts it down or lifts it. Backspace takes back a line, Delete clears the sheet.";

function element(name, attributes, parent) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  parent.append(made);
  return made;
}

function render({ model, el }) {
  const side = 280;
  const sheet = element("svg", {
    viewBox: "0 0 1 1", width: side, height: side, tabindex: "0", role: "application",
    "aria-label": HELP,
    "data-lm-suppress-shortcuts": "true", // or JupyterLab takes the arrow keys to walk through the cells
    style:
      "touch-action: none; cursor: crosshair; max-width: 100%; box-sizing: border-box; border-radius: 3px;" +
      "color: var(--jp-content-font-color0, CanvasText); background: var(--jp-layout-color0, Canvas);" +
      "border: 1px solid var(--jp-border-color0, GrayText)",
  }, el);
  const lines = element("g", {
    fill: "none", stroke: "currentColor", "stroke-width": 0.08,
    "stroke-linecap": "round", "stroke-linejoin": "round",
  }, sheet);
  const pen = element("circle", {
    r: 0.05, fill: "none", stroke: "var(--jp-brand-color1, Highlight)", "stroke-width": 0.012, visibility: "hidden",
  }, sheet);
  const [status, waiting] = ["1.5em", "0"].map((height) => {
    const line = document.createElement("p");
    line.setAttribute("role", "status");
    line.style.cssText =
      `margin: 2px 0; width: ${side}px; min-height: ${height}; color: var(--jp-content-font-color2, inherit)`;
    el.append(line);
    return line;
  });

  let strokes = [];
  let down = false; // of the pen that the keys move
  let at = [0.5, 0.2];
  let alarm;

  function draw() {
    lines.replaceChildren();
    for (const stroke of strokes) {
      // A line without length would not be seen: a dot is a line from a place to itself.
      const places = stroke.length > 1 ? stroke : [...stroke, ...stroke];
      element("polyline", { points: places.map((place) => place.join(",")).join(" ") }, lines);
    }
    pen.setAttribute("cx", at[0]);
    pen.setAttribute("cy", at[1]);
    pen.setAttribute("fill", down ? "var(--jp-brand-color1, Highlight)" : "none");
  }
  function tell() {
    model.set("value", strokes.map((stroke) => stroke.map(([x, y]) => [x, y])));
    model.set("asked", model.get("asked") + 1);
    model.save_changes();
    clearTimeout(alarm);
    alarm = setTimeout(() => {
      if (model.get("answered") < model.get("asked")) {
        waiting.textContent = "Waiting for the kernel: it is busy with a cell.";
      }
    }, PATIENCE);
  }
  function answered() {
    if (model.get("answered") === model.get("asked")) waiting.textContent = "";
  }
  function say() {
    const [column, row] = at.map((share) => Math.round(share / STEP));
    status.textContent = `Pen ${down ? "down" : "up"}, column ${column} and row ${row} of ${1 / STEP}`;
  }
  function clip(share) {
    return Math.round(1000 * Math.min(1, Math.max(0, share))) / 1000;
  }
  function place(event) {
    const box = sheet.getBoundingClientRect();
    return [clip((event.clientX - box.left) / box.width), clip((event.clientY - box.top) / box.height)];
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    sheet.focus({ preventScroll: true });
    sheet.setPointerCapture(event.pointerId);
    pen.setAttribute("visibility", "hidden");
    down = false;
    strokes.push([place(event)]);
    draw();
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!sheet.hasPointerCapture(event.pointerId)) return;
    // A fast pointer passes several places between two events.
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const moved of passed.length ? passed : [event]) strokes.at(-1).push(place(moved));
    draw();
  });
  sheet.addEventListener("lostpointercapture", tell);

  sheet.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in MOVES) {
      at = at.map((share, axis) => clip(share + STEP * MOVES[event.key][axis]));
      if (down) strokes.at(-1).push(at);
    } else if (event.key === " ") {
      down = !down;
      if (down) strokes.push([at]);
    } else if (event.key === "Backspace" || event.key === "Delete") {
      down = false;
      strokes = event.key === "Delete" ? [] : strokes.slice(0, -1);
    } else {
      return; // Tab leaves the sheet
    }
    event.preventDefault();
    event.stopPropagation();
    pen.setAttribute("visibility", "visible");
    draw();
    say();
    if (down || !(event.key in MOVES)) tell();
  });
  sheet.addEventListener("focus", () => {
    if (sheet.matches(":focus-visible")) pen.setAttribute("visibility", "visible");
  });
  sheet.addEventListener("blur", () => pen.setAttribute("visibility", "hidden"));

  const follow = () => {
    strokes = model.get("value").map((stroke) => [...stroke]);
    if (!strokes.length) down = false;
    draw();
  };
  model.on("change:value", follow);
  model.on("change:answered", answered);
  follow();
  return () => {
    clearTimeout(alarm);
    model.off("change:value", follow);
    model.off("change:answered", answered);
  };
}

export default { render };
