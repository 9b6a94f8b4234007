"use strict";
// One activation function at a time, with its tangent and its derivative. The functions are those of lessonlib.models.
(() => {
  const { add, axes, curve, drawing, explore, number } = window.lessonlib;
  const REACH = 5;
  const logistic = (z) => 1 / (1 + Math.exp(-z));
  // name -> [value, derivative]; at a corner the derivative is the one that PyTorch uses
  const FUNCTIONS = {
    identity: [(z) => z, () => 1],
    step: [(z) => (z >= 0 ? 1 : 0), () => 0],
    logistic: [logistic, (z) => logistic(z) * (1 - logistic(z))],
    tanh: [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
    relu: [(z) => Math.max(z, 0), (z) => (z > 0 ? 1 : 0)],
    leaky_relu: [(z) => (z > 0 ? z : 0.01 * z), (z) => (z > 0 ? 1 : 0.01)],
    elu: [(z) => (z > 0 ? z : Math.expm1(z)), (z) => (z > 0 ? 1 : Math.exp(z))],
    softplus: [(z) => Math.log1p(Math.exp(z)), logistic],
  };
  window.lessonlib.activations = FUNCTIONS;

  function draw({ name, z }, holder) {
    const [value, slope] = FUNCTIONS[name];
    const zs = Array.from({ length: 401 }, (_, k) => -REACH + k / 40);
    const here = value(z);
    const steep = slope(z);
    holder.replaceChildren();
    panel(holder, `${name}(${number(z)}) = ${number(here)}`, zs, zs.map(value), z, here, steep);
    panel(holder, `derivative = ${number(steep)}`, zs, zs.map(slope), z, steep);
    return `${name} at z = ${number(z)}: value ${number(here)}, derivative ${number(steep)}.`;
  }

  function panel(holder, title, zs, ys, z, here, steep) {
    const part = document.createElement("div");
    holder.append(part);
    const svg = drawing(part, 380, 290);
    const low = Math.min(...ys, 0);
    const high = Math.max(...ys, 1);
    const margin = (high - low) * 0.05;
    const range = [low - margin, high + margin];
    const box = { left: 46, top: 34, width: 322, height: 222 };
    const place = axes(svg, box, [-REACH, REACH], range, title);
    const jumps = (before, after) => Math.abs(after - before) > (high - low) / 2;
    curve(svg, place, zs, ys, "line first", jumps);
    if (steep !== undefined) {
      // As much of the tangent as the box has room for.
      const reach = Math.min(1, (high - low) / 2 / Math.max(Math.abs(steep), 1e-9));
      curve(svg, place, [z - reach, z + reach], [here - reach * steep, here + reach * steep], "line second dashed");
    }
    add(svg, "line", { x1: place.x(z), x2: place.x(z), y1: box.top, y2: box.top + box.height, class: "guide" });
    add(svg, "circle", { cx: place.x(z), cy: place.y(here), r: 6, class: "dot" });
  }

  explore("activation-explorer", draw);
})();
