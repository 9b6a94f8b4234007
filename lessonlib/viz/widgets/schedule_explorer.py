"""Learning-rate schedules: which rate each step of a training gets."""

from __future__ import annotations

import torch
from torch.optim import SGD
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, LRScheduler, SequentialLR, StepLR

from lessonlib.viz.picture import Picture, from_figure
from lessonlib.viz.theme import BLUE, MUTED, new_figure, themed
from lessonlib.viz.widgets.controls import choice, magnitude, whole_number
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.words import count, number

SCHEDULES = ("constant", "steps", "cosine")
_STEPS = 100
_START = 0.01  # the first rate of a warm-up, as a share of the full rate
_LONGEST = 40


def schedule_explorer(kind: str = "cosine", lr: float = 0.1, warmup: int = 10) -> Explorer:
    """Choose how the learning rate of 100 steps changes, and by how many steps it is warmed up.

    kind: "constant", "steps" (half of it after each quarter of the steps) or "cosine". lr: the largest rate. warmup:
        the steps, from 0 to 40, in which the rate grows to it.

    The rates are those that PyTorch's own schedulers set. Raises an error of ipywidgets for another kind or warm-up.
    """
    kinds = choice("schedule", SCHEDULES, kind)
    rate = magnitude("largest rate", lr, -3, 0)
    steps = whole_number("warm-up steps", warmup, 0, _LONGEST)
    return Explorer([kinds, rate, steps], lambda: _draw(kinds.value, rate.value, steps.value))


def rates(kind: str, lr: float, warmup: int) -> list[float]:
    """The learning rate of each of 100 steps, set by PyTorch's schedulers. Raises ValueError for another kind."""
    optimizer = SGD([torch.zeros(1, requires_grad=True)], lr=lr)
    scheduler = _scheduler(optimizer, kind, warmup)
    found = []
    for _ in range(_STEPS):
        found.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        scheduler.step()
    return found


def _scheduler(optimizer: SGD, kind: str, warmup: int) -> LRScheduler:
    rest = _STEPS - warmup
    if kind not in SCHEDULES:
        raise ValueError(f"the schedule is {kind!r}, expected one of: {', '.join(SCHEDULES)}")
    grow = LinearLR(optimizer, start_factor=_START, total_iters=warmup) if warmup else None
    after: LRScheduler
    if kind == "steps":
        after = StepLR(optimizer, step_size=-(-rest // 4), gamma=0.5)
    elif kind == "cosine":
        after = CosineAnnealingLR(optimizer, T_max=rest)
    else:
        after = LinearLR(optimizer, start_factor=1.0, total_iters=rest)
    return SequentialLR(optimizer, [grow, after], milestones=[warmup]) if grow else after


@themed()
def _draw(kind: str, lr: float, warmup: int) -> Picture:
    found = rates(kind, lr, warmup)
    figure = new_figure(7.2, 3.2)
    ax = figure.subplots()
    ax.step(range(1, _STEPS + 1), found, where="mid", color=BLUE)
    if warmup:
        ax.axvspan(0.5, warmup + 0.5, color=MUTED, alpha=0.3, linewidth=0, label="warm-up")
        figure.legend(loc="outside lower left")
    title = f"{kind}: the rates of all steps together are {number(sum(found))}"
    ax.set(xlabel="step", ylabel="learning rate", title=title)
    ax.set_ylim(bottom=0)
    begun = f" after a warm-up of {count(warmup, 'step')}" if warmup else ""
    told = (
        f"Learning rate of {_STEPS} steps, {kind}{begun}: {number(found[0])} at step 1, at most {number(max(found))}, "
        f"{number(found[_STEPS // 2 - 1])} at step {_STEPS // 2}, {number(found[-1])} at the last. "
        f"All rates together are {number(sum(found))}."
    )
    return from_figure(figure, told)
