"use strict";
// What the explorers share. They are plain scripts, not modules: a browser loads no module from a folder.
window.lessonlib = (() => {
  const SVG = "http://www.w3.org/2000/svg";

  // Three significant digits, as the notebooks write numbers: 0.69314 -> "0.693", 1234.5 -> "1230".
  function number(value) {
    return String(Number(value.toPrecision(3)));
  }

  // A new SVG element inside `parent`.
  function add(parent, tag, attributes = {}, text = "") {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.textContent = text;
    parent.append(node);
    return node;
  }

  // An empty drawing that takes the place of what `holder` held.
  function drawing(holder, width, height) {
    holder.replaceChildren();
    return add(holder, "svg", { viewBox: `0 0 ${width} ${height}`, width: "100%" });
  }

  // Axes in a box of a drawing: x and y map values to places, both from [low, high]. Without a yRange, the rows have names.
  function axes(svg, box, xRange, yRange, title) {
    const x = (value) => box.left + ((value - xRange[0]) / (xRange[1] - xRange[0])) * box.width;
    const y = (value) => box.top + box.height - ((value - yRange[0]) / (yRange[1] - yRange[0])) * box.height;
    const bottom = box.top + box.height;
    add(svg, "text", { x: box.left, y: box.top - 10, class: "title" }, title);
    for (const value of ticks(xRange)) {
      add(svg, "line", { x1: x(value), x2: x(value), y1: box.top, y2: bottom, class: "grid" });
      add(svg, "text", { x: x(value), y: bottom + 18, class: "tick middle" }, number(value));
    }
    for (const value of yRange ? ticks(yRange) : []) {
      add(svg, "line", { x1: x(xRange[0]), x2: x(xRange[1]), y1: y(value), y2: y(value), class: "grid" });
      add(svg, "text", { x: box.left - 6, y: y(value) + 4, class: "tick end" }, number(value));
    }
    return { x, y };
  }

  // Four to eight round values of a range.
  function ticks([low, high]) {
    const rough = (high - low) / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * [1, 2, 5, 10].find((digit) => digit * power >= rough * 0.999);
    const found = [];
    for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9; k += 1) found.push(k * step);
    return found;
  }

  // The path through points, broken where a jump is larger than the box can show.
  function curve(svg, place, xs, ys, kind, isBroken = () => false) {
    const steps = xs.map((value, k) => {
      const pen = k === 0 || isBroken(ys[k - 1], ys[k]) ? "M" : "L";
      return `${pen}${place.x(value).toFixed(2)} ${place.y(ys[k]).toFixed(2)}`;
    });
    add(svg, "path", { d: steps.join(""), class: kind });
  }

  // Draw at once and at each change of a control inside the element `id`.
  // draw(values, picture) gets the controls' values by their names; it draws, and returns what the picture shows in words.
  // shown: what a control says of its value, where that is not the value itself.
  function explore(id, draw, shown = {}) {
    const root = document.getElementById(id);
    const controls = [...root.querySelectorAll("input, select")];
    const picture = root.querySelector(".drawn");
    const words = root.querySelector("[role=status]");
    const refresh = () => {
      const values = {};
      for (const control of controls) {
        values[control.name] = control.type === "range" ? Number(control.value) : control.value;
      }
      words.textContent = draw(values, picture, controls);
      for (const control of controls) {
        if (control.type !== "range") continue;
        const text = shown[control.name] ? shown[control.name](Number(control.value)) : number(Number(control.value));
        control.setAttribute("aria-valuetext", text);
        root.querySelector(`[data-of=${control.name}]`).textContent = text;
      }
    };
    for (const control of controls) control.addEventListener("input", refresh);
    refresh();
    return refresh;
  }

  return { add, axes, curve, drawing, explore, number };
})();
