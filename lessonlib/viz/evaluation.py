"""How good a classifier is: the ROC curve and the confusion matrix."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from matplotlib import rcParams
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.inputs import by_name, plain
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, INK, MUTED, PAPER, new_figure, themed
from lessonlib.viz.words import count, listed, number

_CELL = 0.56  # inches
_EXAMPLE = '{"name": (y_true, score)}'


@themed()
def roc(models: Mapping[str, tuple[ArrayLike, ArrayLike]], *, title: str | None = None) -> Picture:
    """Receiver operating characteristic: the share of positives found against the share of false alarms.

    models: name -> (y_true, score). y_true holds classes 0 and 1, (n,); score, (n,), is larger the more certain the
        model is of class 1: a probability or a logit.

    Raises TypeError when the models have no names, ValueError when there is no model, shapes differ, or y_true holds
    only one class.
    Source: Fawcett, An Introduction to ROC Analysis, Pattern Recognition Letters 27(8), 861-874, 2006.
    """
    by_name("models", models, _EXAMPLE)
    if not models:
        raise ValueError(f"there is nothing to draw, expected at least one model: {_EXAMPLE}")
    from sklearn.metrics import roc_auc_score, roc_curve  # slow to import, and few pictures need it

    figure = new_figure(4.8, 4.2)
    ax = figure.subplots()
    told = []
    for name, (y_true, score) in models.items():
        truth, scores = truth_and_scores(name, y_true, score)
        area = roc_auc_score(truth, scores)
        ax.plot(*roc_curve(truth, scores)[:2], label=f"{name} (area {number(area)})")
        told.append(f"{name} has the area {number(area)}")
    ax.plot([0, 1], [0, 1], color=MUTED, linestyle=":", linewidth=1, label="guessing (area 0.5)")
    ax.set(xlabel="false positive rate", ylabel="true positive rate", title=title or "", aspect="equal")
    ax.legend(loc="lower right")
    curves = "ROC curve" if len(models) == 1 else "ROC curves"
    return from_figure(figure, f"{curves}: {listed(told)} under the curve; 1 is perfect, 0.5 is guessing.")


@themed()
def confusion_matrix(
    y_true: ArrayLike, y_hat: ArrayLike, class_names: Sequence[str] | None = None, *, title: str | None = None
) -> Picture:
    """How many rows of each true class (top to bottom) were assigned to each class (left to right).

    y_true, y_hat: classes counted from 0, (n,).

    Raises ValueError when the shapes differ or there are more classes than names.
    """
    truth, answers = np.asarray(plain(y_true)), np.asarray(plain(y_hat))
    if truth.ndim != 1 or truth.shape != answers.shape or len(truth) == 0:
        raise ValueError(
            f"y_true has shape {truth.shape} and y_hat has shape {answers.shape}, expected (n,) and n >= 1"
        )
    lowest, highest = int(min(truth.min(), answers.min())), int(max(truth.max(), answers.max()))
    names = [str(k) for k in range(highest + 1)] if class_names is None else list(class_names)
    if lowest < 0 or highest >= len(names):
        raise ValueError(
            f"there are classes from {lowest} to {highest}, but names for 0 to {len(names) - 1}: {names}"
        )
    table = np.zeros((len(names), len(names)), dtype=np.int64)
    np.add.at(table, (truth, answers), 1)
    longest = max(len(name) for name in names)
    side = 1.4 + _CELL * len(names)
    width = side + 0.09 * longest
    figure = new_figure(width, side + 0.2 * bool(title))
    ax = figure.subplots()
    _draw_cells(ax, table)
    ax.set(xlabel="predicted class", ylabel="true class")
    figure.suptitle(title or "", fontsize=rcParams["axes.titlesize"])
    slanted = 0.09 * longest > _CELL  # names too long to stand side by side
    ax.set_xticks(range(len(names)), names, rotation=45 * slanted, ha="right" if slanted else "center")
    ax.set_yticks(range(len(names)), names)
    return from_figure(figure, _describe_table(table, names))


def truth_and_scores(name: str, y_true: ArrayLike, score: ArrayLike) -> tuple[NDArray[Any], NDArray[Any]]:
    """Both as arrays, (n,). Raises ValueError when the shapes differ, or y_true does not hold both classes."""
    truth, scores = np.asarray(plain(y_true)), np.asarray(plain(score))
    if truth.ndim != 1 or truth.shape != scores.shape:
        raise ValueError(
            f"{name}: y_true has shape {truth.shape} and score has shape {scores.shape}, expected (n,)"
        )
    if set(truth.tolist()) != {0, 1}:
        raise ValueError(
            f"{name}: y_true holds the classes {sorted(set(truth.tolist()))}, expected both 0 and 1"
        )
    return truth, scores


def _draw_cells(ax: Axes, table: NDArray[np.int64]) -> None:
    most = max(1, table.max())
    for (row, column), n in np.ndenumerate(table):
        # Shades stay pale, so that the number on them can be read in the text colour, in light and dark themes.
        shade = (BLUE, 0.06 + 0.4 * n / most)
        ax.add_patch(
            Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=shade, edgecolor=PAPER, linewidth=2)
        )
        weight = "bold" if row == column else "normal"
        ax.text(column, row, str(n), ha="center", va="center", color=INK, fontweight=weight)
    ax.set(xlim=(-0.5, len(table) - 0.5), ylim=(len(table) - 0.5, -0.5), aspect="equal")
    ax.grid(False)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)


def _describe_table(table: NDArray[np.int64], names: Sequence[str]) -> str:
    total, right = int(table.sum()), int(table.trace())
    alt = f"Confusion matrix: {right} of {count(total, 'row')} ({number(100 * right / total)}%) are right."
    mistakes = [(int(n), row, column) for (row, column), n in np.ndenumerate(table) if n and row != column]
    if not mistakes:
        return alt
    n, row, column = max(mistakes)
    return (
        f"{alt} The most frequent mistake: {count(n, 'row')} of class {names[row]} taken for {names[column]}."
    )
