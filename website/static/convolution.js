"use strict";
// A convolution, stop by stop, with a filter, a stride and a padding to choose.
(() => {
  const { explore, number } = window.lessonlib;
  const SQUARE = [0, 1, 2, 3, 4, 5].map((row) =>
    [0, 1, 2, 3, 4, 5].map((column) => Number(row >= 1 && row <= 3 && column >= 1 && column <= 3)),
  );
  const NINTH = 1 / 9;
  const FILTERS = {
    "left edge": [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]],
    "top edge": [[-1, -2, -1], [0, 0, 0], [1, 2, 1]],
    outline: [[0, 1, 0], [1, -4, 1], [0, 1, 0]],
    sharpen: [[0, -1, 0], [-1, 5, -1], [0, -1, 0]],
    average: [[NINTH, NINTH, NINTH], [NINTH, NINTH, NINTH], [NINTH, NINTH, NINTH]],
    "no change": [[0, 0, 0], [0, 1, 0], [0, 0, 0]],
  };

  // The image with `padding` rows and columns of zeros around it.
  function padded(image, padding) {
    const width = image[0].length + 2 * padding;
    const zeros = () => Array.from({ length: padding }, () => Array(width).fill(0));
    const sides = Array(padding).fill(0);
    return [...zeros(), ...image.map((row) => [...sides, ...row, ...sides]), ...zeros()];
  }

  // As usual in deep learning, the filter is not flipped.
  function convolution(image, filter, stride = 1, padding = 0) {
    const input = padded(image, padding);
    const stops = (length, size) => Array.from({ length: Math.floor((length - size) / stride) + 1 }, (_, k) => k * stride);
    return stops(input.length, filter.length).map((top) =>
      stops(input[0].length, filter[0].length).map((left) =>
        filter.flatMap((row, i) => row.map((weight, j) => weight * input[top + i][left + j])).reduce((a, b) => a + b, 0),
      ),
    );
  }
  Object.assign(window.lessonlib, { convolution, filters: FILTERS, image: SQUARE });

  function draw({ filter: name, stride, padding, stop }, holder, controls) {
    const filter = FILTERS[name];
    const input = padded(SQUARE, padding);
    const output = convolution(SQUARE, filter, stride, padding);
    const columns = output[0].length;
    const last = output.length * columns;
    const slider = controls.find((control) => control.name === "stop");
    slider.max = last; // the browser moves it back when it stands beyond
    const k = Math.min(stop, last) - 1;
    const [row, column] = [Math.floor(k / columns), k % columns];
    const [top, left] = [row * stride, column * stride];
    const inWindow = (i, j) => i >= top && i < top + filter.length && j >= left && j < left + filter[0].length;
    const isEdge = (i, j) => Math.min(i, j) < padding || i >= padding + SQUARE.length || j >= padding + SQUARE[0].length;
    holder.replaceChildren(
      table(`input ${SQUARE.length} x ${SQUARE[0].length}${padding ? `, padding ${padding}` : ""}`, input, (i, j) =>
        `${inWindow(i, j) ? "here " : ""}${isEdge(i, j) ? "edge " : ""}${input[i][j] ? "bright" : ""}`,
      ),
      table(`filter ${filter.length} x ${filter[0].length}`, filter, () => ""),
      table(`output ${output.length} x ${columns}`, output, (i, j) => (i === row && j === column ? "here" : ""), (i, j) =>
        i * columns + j <= k,
      ),
    );
    const terms = filter.map((weights, i) => weights.map((weight, j) => product(input[top + i][left + j], weight)));
    const result = number(clean(output[row][column]));
    return (
      `Stop ${k + 1} of ${last}, rows ${top} to ${top + filter.length - 1}, columns ${left} to ` +
      `${left + filter[0].length - 1}: ${terms.map((line) => line.join(" + ")).join(" + ")} = ${result}.`
    );
  }

  const product = (value, weight) => `${number(value)}·${weight < 0 ? `(${number(weight)})` : number(weight)}`;
  const clean = (value) => (Math.abs(value) < 1e-12 ? 0 : value); // a sum of ninths misses 0 and 1 by a little

  function table(caption, rows, kind, isKnown = () => true) {
    const made = document.createElement("table");
    made.createCaption().textContent = caption;
    const body = made.createTBody();
    rows.forEach((row, i) => {
      const line = body.insertRow();
      row.forEach((value, j) => {
        const cell = line.insertCell();
        cell.className = kind(i, j);
        cell.textContent = isKnown(i, j) ? number(clean(value)) : "";
      });
    });
    return made;
  }

  const refresh = explore("convolution-explorer", draw);
  const slider = document.querySelector("#convolution-explorer [name=stop]");
  for (const button of document.querySelectorAll("#convolution-explorer button")) {
    button.addEventListener("click", () => {
      slider.value = Number(slider.value) + Number(button.dataset.by); // the browser keeps it within its limits
      refresh();
    });
  }
})();
