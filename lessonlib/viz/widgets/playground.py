"""A playground: the learner's own model, trained live on points in the plane."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator
from torch import nn

from lessonlib.data import Dataset
from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.points import ask, draw_points, draw_regions, grid_around
from lessonlib.viz.theme import new_figure, themed
from lessonlib.viz.widgets.controls import button, choice, magnitude, row
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.widgets.live_training import OPTIMIZERS, LiveTraining
from lessonlib.viz.widgets.mistakes import ModelError, kind_of
from lessonlib.viz.words import count, number

_PACE = 400  # updates per second: slow enough to watch, and the kernel has time for other cells
_SLICE = 0.05  # seconds of training before other cells get their turn
_FRAME = 0.3  # seconds from one picture to the next
_AT_MOST = 60.0  # seconds of training after a press of Train: a forgotten playground must not run all day
_STILL = (600, 2.0)  # the most updates and seconds for the still picture
_SHOWN = 300  # the most points drawn; more would only hide each other


class Playground(Explorer):
    """See `playground`."""

    def __init__(
        self, make_model: Callable[[], nn.Module], dataset: Dataset, lr: float, batch_size: int, seed: int
    ) -> None:
        self._training, self._stills = (
            LiveTraining(make_model, dataset, batch_size=batch_size, seed=seed) for _ in range(2)
        )
        self._error = ""
        self._until = 0.0  # when training stops
        self._cells = _running_loop()
        self._live: asyncio.Task[None] | None = None
        self._lr = magnitude("learning rate", lr, -4, 1)
        self._optimizer = choice("optimizer", list(OPTIMIZERS), "Adam")
        self._train = button("Train", "start or pause training", lambda: self._in_turn(self._start_or_pause))
        buttons = [
            self._train,
            button("Step", "train one epoch", lambda: self._in_turn(lambda: self.train(1))),
            button("Reset", "start again from new weights", lambda: self._in_turn(self.reset)),
        ]
        self._try(lambda: self._training.restart(self._optimizer.value, self._lr.value))
        for control in (self._lr, self._optimizer):
            control.observe(lambda _: self._in_turn(self._choose), names="value")
        # The frame gets no controls to watch: it would draw, and so call the model, during training.
        controls = row([self._lr, self._optimizer, *buttons])
        super().__init__([], lambda: self._picture(self._training), self._trained, controls)

    def train(self, num_epochs: int) -> None:
        """Train this many epochs at once, and draw. Raises ValueError when `num_epochs` is below 1."""
        if num_epochs < 1:
            raise ValueError(f"num_epochs is {num_epochs}, expected at least 1")
        self._until = 0.0
        if not self._error:
            self._try(lambda: self._training.run_epochs(num_epochs))
        self._rest()

    def reset(self) -> None:
        """Stop, and start again with new weights."""
        self._until, self._error = 0.0, ""
        self._try(lambda: self._training.restart(self._optimizer.value, self._lr.value))
        self._rest()

    def _in_turn(self, action: Callable[[], None]) -> None:
        # JupyterLab runs callbacks of buttons in a thread beside that of the cells. A model is trained in one thread.
        if self._cells is None or self._cells.is_closed():
            action()
        else:
            self._cells.call_soon_threadsafe(action)

    def _choose(self) -> None:
        if not self._error:
            self._training.choose(self._optimizer.value, self._lr.value)

    def _start_or_pause(self) -> None:
        if self._until:
            self._until = 0.0
        elif self._error:
            self._refresh()
        elif self._cells is None:
            self._view.words = "Training live needs a notebook. Here, call train(num_epochs)."
        else:
            self._until = time.monotonic() + _AT_MOST
            self._train.description = "Pause"
            if self._live is None or self._live.done():  # one that was paused just now continues
                self._live = self._cells.create_task(self._train_live())

    async def _train_live(self) -> None:
        drawn = 0.0
        try:
            while time.monotonic() < self._until and not self._error:
                began = time.monotonic()
                self._try(partial(self._slice, began + _SLICE))
                if time.monotonic() > drawn + _FRAME:
                    self._view.show(self._picture(self._training), "Training. Pause stops it.")
                    drawn = time.monotonic()
                await asyncio.sleep(max(0.001, began + _SLICE - time.monotonic()))
        finally:
            self._rest()

    def _slice(self, end: float) -> None:
        for _ in range(round(_PACE * _SLICE)):
            self._training.update()
            if time.monotonic() > end:
                return

    def _rest(self) -> None:
        self._until = 0.0
        self._train.description = "Train"
        self._refresh()

    def _try(self, train: Callable[[], None]) -> None:
        try:
            train()
        except ModelError as error:
            self._error = str(error)

    def _picture(self, training: LiveTraining) -> Picture:
        try:
            return _draw(training, self._error or _told(training))
        except ModelError as error:
            self._error = str(error)
            training.losses.clear()  # a model that does not answer has no boundary to draw
            return _draw(training, self._error)

    def _trained(self) -> Picture:
        if self._error or self._training.epoch:
            return self._picture(self._training)
        updates, seconds = _STILL
        end = time.monotonic() + seconds
        try:
            self._stills.restart(self._optimizer.value, self._lr.value)
            while updates and time.monotonic() < end:
                self._stills.update()
                updates -= 1
        except ModelError as error:
            return _draw(self._stills, str(error))
        return self._picture(self._stills)


def playground(
    make_model: Callable[[], nn.Module],
    dataset: Dataset,
    *,
    lr: float = 0.02,
    batch_size: int = 32,
    seed: int = 0,
) -> Playground:
    """Train a model of your own on points in the plane, and watch its decision boundary move.

    make_model: your class, or a function without arguments, that returns a new `nn.Module`; the module maps X,
        float32 (n, 2), to logits, (n, number of classes), or (n, 1) or (n,) for two classes.
    dataset: points with two coordinates and their classes, such as `xor()` and `moons()`.
    lr, batch_size: their initial values.
    seed: of the weights and of the order of the rows.

    Training runs between the other cells, which work as usual, and pauses by itself after a minute. An error in the
    module is shown below the picture. Where nobody can press a button, `train(num_epochs)` trains and `snapshot()`
    shows the picture.

    Raises TypeError when `make_model` cannot be called without arguments to make a model, ValueError when `dataset`
    does not hold two coordinates and a class for each point.
    """
    if isinstance(make_model, nn.Module) or not callable(make_model):
        raise TypeError(
            f"make_model is {kind_of(make_model)}, expected a class or a function that makes a model, because Reset "
            "makes a new one: playground(MyModel, moons()) or playground(lambda: MLP((2, 4, 1)), xor())"
        )
    if dataset.train.X.shape[1:] != (2,) or dataset.num_classes < 2:
        raise ValueError(
            f"{dataset!r} cannot be drawn, expected X of shape (n, 2) and at least 2 classes: "
            "take xor() or moons()"
        )
    return Playground(make_model, dataset, lr, batch_size, seed)


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


@themed()
def _draw(training: LiveTraining, told: str) -> Picture:
    figure = new_figure(8.8, 3.8)
    left, right = figure.subplots(1, 2, width_ratios=(5, 4))
    _draw_boundary(left, training)
    _draw_losses(right, training)
    return from_figure(figure, told)


def _draw_boundary(ax: Axes, training: LiveTraining) -> None:
    dataset = training.dataset.to("cpu")
    points, labels = (tensor[:_SHOWN].numpy() for tensor in (dataset.train.X, dataset.train.y))
    if training.losses:
        x, y = grid_around(points)
        answers = ask(training.predict, np.column_stack([x.ravel(), y.ravel()])).reshape(x.shape)
        draw_regions(ax, x, y, answers, dataset.num_classes)
        ax.set_title(f"epoch {training.epoch}: accuracy {number(100 * training.accuracy)}%")
    draw_points(ax, points, labels, dataset.class_names)
    ax.set(xlabel=dataset.feature_names[0], ylabel=dataset.feature_names[1])


def _draw_losses(ax: Axes, training: LiveTraining) -> None:
    ax.set(xlabel="epoch", ylabel="loss")
    if not training.losses:
        return
    train, validation = zip(*training.losses, strict=True)
    dot = "o" if len(train) == 1 else None  # one point has no line
    ax.plot(train, label="training", marker=dot)
    if training.dataset.validation is not training.dataset.train:
        ax.plot(validation, label="validation", marker=dot)
        ax.legend()
    ax.set_title(f"loss {number(train[-1])}")
    ax.set_ylim(bottom=0)
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, min_n_ticks=1))


def _told(training: LiveTraining) -> str:
    (first, _), (last, validation) = training.losses[0], training.losses[-1]
    told = f"After {count(training.epoch, 'epoch')}: training loss {number(last)}"
    told += f" ({number(first)} at the start)" if training.epoch else ""
    told += f", validation loss {number(validation)}, accuracy {number(100 * training.accuracy)}%."
    return f"{told} {training.note}".strip()
