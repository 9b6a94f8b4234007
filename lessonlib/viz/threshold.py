"""What a threshold makes of a classifier's scores: hits, misses and false alarms, and its place on the ROC curve."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator
from numpy.typing import ArrayLike, NDArray

from lessonlib.viz.evaluation import truth_and_scores
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, INK, MUTED, VERMILLION, new_figure, themed
from lessonlib.viz.words import count, number

_BINS = np.linspace(0, 1, 21)
_ROOM = 1.35  # height of an axis beside the largest bar, for the counts


@dataclass(frozen=True)
class _Counts:
    """How many rows of each class are called positive, and how many are not."""

    hits: int
    missed: int
    false_alarms: int
    left_alone: int

    @property
    def precision(self) -> float | None:
        called = self.hits + self.false_alarms
        return self.hits / called if called else None

    @property
    def recall(self) -> float:
        return self.hits / (self.hits + self.missed)

    @property
    def false_alarm_rate(self) -> float:
        return self.false_alarms / (self.false_alarms + self.left_alone)

    def __str__(self) -> str:
        precision = "not defined" if self.precision is None else number(self.precision)
        return f"precision {precision}, recall {number(self.recall)}"


@themed()
def threshold(y_true: ArrayLike, p: ArrayLike, at: float = 0.5, *, title: str | None = None) -> Picture:
    """The probabilities of both classes, divided at a threshold, and beside them its place on the ROC curve.

    y_true: classes 0 and 1, (n,). p: probabilities of class 1, (n,). A row is called positive when its p is at least
    `at`. title: what to see; precision and recall if not said.

    Raises ValueError when shapes differ, y_true holds only one class, or p or `at` is not from 0 to 1.
    """
    positive, probability = checked(y_true, p, at)
    called = probability >= at
    counts = _Counts(*(int(np.sum(part)) for part in _parts(positive, called)))
    figure = new_figure(8.4, 3.9)
    left, right = figure.subplots(1, 2, width_ratios=(1.35, 1))
    _draw_classes(left, positive, probability, at, counts)
    _draw_curve(right, positive, probability, counts)
    figure.suptitle(title or f"threshold {at:.2f}: {counts}", x=0.01, ha="left", fontsize=11)
    return from_figure(figure, _describe(at, counts))


def checked(y_true: ArrayLike, p: ArrayLike, at: float) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    """Which rows are positive, and their probabilities, (n,) both. Raises ValueError as `threshold` does."""
    truth, scores = truth_and_scores("the model", y_true, p)
    if not ((scores >= 0) & (scores <= 1)).all():
        raise ValueError(
            f"p has values from {number(scores.min())} to {number(scores.max())}, expected probabilities from 0 to "
            "1: send logits through the logistic function first"
        )
    if not 0 <= at <= 1:
        raise ValueError(f"at is {at}, expected a threshold from 0 to 1")
    return truth == 1, scores.astype(np.float64)


def _parts(positive: NDArray[Any], called: NDArray[Any]) -> tuple[NDArray[Any], ...]:
    return positive & called, positive & ~called, ~positive & called, ~positive & ~called


def _draw_classes(
    ax: Axes, positive: NDArray[np.bool_], p: NDArray[np.float64], at: float, counts: _Counts
) -> None:
    up, down = (np.histogram(p[rows], _BINS)[0] for rows in (positive, ~positive))
    ax.stairs(up, _BINS, fill=True, color=(VERMILLION, 0.55))
    ax.stairs(-down, _BINS, fill=True, color=(BLUE, 0.55))
    highest = _ROOM * max(up.max(), down.max())
    ax.axhline(0, color=MUTED, linewidth=0.8)
    ax.axvline(at, color=INK, linestyle="--")
    corners = (
        (0.98, 0.97, f"true positives {counts.hits}"),
        (0.02, 0.97, f"false negatives {counts.missed}"),
        (0.98, 0.03, f"false positives {counts.false_alarms}"),
        (0.02, 0.03, f"true negatives {counts.left_alone}"),
    )
    for x, y, text in corners:
        ha, va = "right" if x > 0.5 else "left", "top" if y > 0.5 else "bottom"
        ax.text(x, y, text, transform=ax.transAxes, ha=ha, va=va, color=INK, fontsize=9)
    ax.set(xlabel="probability p", ylabel="rows: class 1 up, class 0 down")
    ax.set(xlim=(-0.01, 1.01), ylim=(-highest, highest))
    ax.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda rows, _: f"{abs(rows):g}"))


def _draw_curve(ax: Axes, positive: NDArray[np.bool_], p: NDArray[np.float64], counts: _Counts) -> None:
    from sklearn.metrics import roc_curve  # slow to import, and few pictures need it

    ax.plot(*roc_curve(positive, p)[:2], color=VERMILLION, linestyle="-")
    ax.plot([0, 1], [0, 1], color=MUTED, linestyle=":", linewidth=1)
    ax.plot(counts.false_alarm_rate, counts.recall, marker="o", markersize=9, color=INK, linestyle="none")
    ax.set(xlabel="false positive rate", ylabel="recall", aspect="equal")
    ax.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04))


def _describe(at: float, counts: _Counts) -> str:
    positives = count(counts.hits + counts.missed, "positive row")
    negatives = count(counts.false_alarms + counts.left_alone, "negative row")
    return (
        f"Threshold {at:.2f}: of {positives} {counts.hits} are called positive and {counts.missed} are missed; of "
        f"{negatives} {counts.false_alarms} are false alarms. This is {counts}, and the point "
        f"({number(counts.false_alarm_rate)}, {number(counts.recall)}) of the ROC curve."
    )
