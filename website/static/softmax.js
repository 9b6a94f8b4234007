"use strict";
// Softmax at different temperatures: from scores to probabilities.
(() => {
  const { add, axes, drawing, explore, number } = window.lessonlib;
  const REACH = 5;
  const TEMPERATURES = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100];

  function softmax(logits, temperature = 1) {
    const largest = Math.max(...logits); // taken away first, so that no power overflows
    const powers = logits.map((logit) => Math.exp((logit - largest) / temperature));
    const sum = powers.reduce((total, power) => total + power, 0);
    return powers.map((power) => power / sum);
  }
  window.lessonlib.softmax = softmax;

  function draw({ temperature, ...values }, holder) {
    const T = TEMPERATURES[temperature];
    const names = Object.keys(values);
    const logits = Object.values(values);
    const shares = softmax(logits, T);
    const percents = shares.map((share) => `${number(100 * share)}%`);
    holder.replaceChildren();
    panel(holder, "logits", names, logits, logits.map(number), [-REACH - 1, REACH + 1], "bar first");
    panel(holder, `softmax(logits / ${number(T)})`, names, shares, percents, [0, 1.2], "bar third");
    const told = names.map((name, k) => `${words(name)} ${percents[k]}`);
    return `At temperature ${number(T)}: ${told.slice(0, -1).join(", ")} and ${told[told.length - 1]}.`;
  }

  function panel(holder, title, names, values, labels, range, kind) {
    const part = document.createElement("div");
    holder.append(part);
    const svg = drawing(part, 380, 60 + 42 * names.length);
    const box = { left: 62, top: 34, width: 306, height: 42 * names.length };
    const { x } = axes(svg, box, range, null, title);
    values.forEach((value, k) => {
      const top = box.top + 42 * k + 7;
      const [from, to] = [x(Math.min(value, 0)), x(Math.max(value, 0))];
      add(svg, "rect", { x: from, y: top, width: Math.max(to - from, 0.5), height: 28, class: kind });
      add(svg, "text", { x: box.left - 6, y: top + 19, class: "tick end" }, words(names[k]));
      const side = value < 0 ? { x: from - 5, class: "tick end" } : { x: to + 5, class: "tick" };
      add(svg, "text", { y: top + 19, ...side }, labels[k]);
    });
  }

  const words = (name) => name.replace("_", " ");

  explore("softmax-explorer", draw, { temperature: (k) => number(TEMPERATURES[k]) });
})();
