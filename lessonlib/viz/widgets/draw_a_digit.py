"""Drawing a digit, and a classifier's answer to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import anywidget
import ipywidgets
import numpy as np
import torch
import traitlets
from numpy.typing import NDArray
from torch import nn

from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, VERMILLION, new_figure, themed
from lessonlib.viz.widgets.controls import button
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.widgets.mistakes import ModelError, kind_of, told_as_mistake
from lessonlib.viz.widgets.strokes import Stroke, digit_image
from lessonlib.viz.words import listed

Classify = Callable[[torch.Tensor], Any]

DIGITS = tuple("0123456789")
SEVEN: list[Stroke] = [[(0.3, 0.25), (0.7, 0.25), (0.45, 0.8)]]  # shown where nobody can draw


class DrawingPad(anywidget.AnyWidget):
    """A sheet to draw on, with the pointer or the keyboard. `value`: the strokes, with coordinates from 0 to 1.

    The page counts its drawings in `asked`, and the kernel follows in `answered`. While they differ, the kernel is busy
    with a cell, and the sheet says so.
    """

    _esm = Path(__file__).with_name("pad.js").read_text(encoding="utf-8")
    value: traitlets.List[Stroke] = traitlets.List().tag(sync=True)
    asked: traitlets.Int[int, int] = traitlets.Int(0).tag(sync=True)
    answered: traitlets.Int[int, int] = traitlets.Int(0).tag(sync=True)

    @traitlets.observe("asked")
    def _answer(self, change: Any) -> None:
        self.answered = change["new"]


def draw_a_digit(classify: Classify, class_names: Sequence[str] = DIGITS) -> Explorer:
    """Draw a digit, with the pointer or the keyboard, and see the probability of each class.

    classify: a model or a function; takes float32 (1, 1, 28, 28) from 0 (ground) to 1 (ink), and returns one logit
        or probability for each class, (1, classes) or (classes,). A model is used in evaluation mode.
    class_names: one for each class.

    The drawing is centred and scaled as the images of MNIST are. An error in `classify` is shown below the picture.
    Raises TypeError when it cannot be called.
    """
    if not callable(classify):
        raise TypeError(f"classify is {kind_of(classify)}, expected a model or a function of an image")
    names = list(class_names)
    pad = DrawingPad()
    clear = button("Clear", "clear the sheet", lambda: pad.set_trait("value", []))
    explorer = Explorer(
        [pad],
        lambda: _picture(classify, pad.value, names),
        lambda: _picture(classify, pad.value or SEVEN, names),
        ipywidgets.VBox([pad, clear]),
    )
    explorer.box.layout.flex_flow = "row wrap"
    return explorer


def _picture(classify: Classify, strokes: Sequence[Stroke], names: list[str]) -> Picture:
    image = digit_image(strokes)
    if not image.any():
        return _draw(image, [0.0] * len(names), names, "Nothing is drawn yet.")
    try:
        shares = class_probabilities(classify, image, len(names))
    except ModelError as error:
        return _draw(image, [0.0] * len(names), names, str(error))
    first, *others = sorted(range(len(names)), key=lambda k: -shares[k])[:3]
    told = f"The drawing is read as {names[first]}, with a probability of {_percent(shares[first])}; "
    told += f"next come {listed(f'{names[k]} ({_percent(shares[k])})' for k in others)}."
    return _draw(image, shares, names, told)


def class_probabilities(classify: Classify, image: NDArray[np.float32], num_classes: int) -> list[float]:
    """A classifier's answer for an image, (28, 28): the probability of each class.

    Non-negative numbers that add up to 1 are probabilities already; for others the softmax is computed.
    Raises ModelError when the classifier fails, or does not return one finite number for each class.
    """
    X = torch.from_numpy(image)[None, None]  # (1, 1, 28, 28)
    with told_as_mistake(f"Calling the classifier with X of shape {tuple(X.shape)}"), _evaluating(classify):
        answer = torch.as_tensor(classify(X.to(_device_of(classify)))).detach().cpu().float()
    if answer.numel() != num_classes or not answer.isfinite().all():
        raise ModelError(
            f"For X of shape {tuple(X.shape)} the classifier returned shape {tuple(answer.shape)}, "
            f"expected (1, {num_classes}): a finite logit or probability for each class."
        )
    scores = answer.reshape(-1)
    certain = bool((scores >= 0).all()) and abs(scores.sum().item() - 1) < 1e-3
    shares: list[float] = (scores if certain else torch.softmax(scores, dim=0)).tolist()
    return shares


@contextmanager
def _evaluating(classify: Classify) -> Iterator[None]:
    was_training = isinstance(classify, nn.Module) and classify.training
    try:
        if isinstance(classify, nn.Module):
            classify.eval()
        with torch.no_grad():
            yield
    finally:
        if isinstance(classify, nn.Module):
            classify.train(was_training)


def _device_of(classify: Classify) -> torch.device:
    parameter = next(classify.parameters(), None) if isinstance(classify, nn.Module) else None
    return torch.device("cpu") if parameter is None else parameter.device


@themed()
def _draw(image: NDArray[np.float32], shares: list[float], names: list[str], told: str) -> Picture:
    figure = new_figure(6.2, 3.0)
    left, right = figure.subplots(1, 2, width_ratios=(4, 5))
    left.imshow(image, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
    left.set(title="what the classifier gets", xticks=[], yticks=[])
    left.grid(False)
    colours = [VERMILLION if share == max(shares) else BLUE for share in shares]
    bars = right.barh(names, shares, color=colours)
    right.bar_label(bars, [_percent(share) if share >= 0.005 else "" for share in shares], padding=3)
    right.set(title="probability", xlim=(0, 1.2), xticks=[0, 0.5, 1])
    right.invert_yaxis()
    right.grid(axis="y", visible=False)
    return from_figure(figure, told)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
