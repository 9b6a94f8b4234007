"""Training loops of a noting model: right ones pass, and each mistake is told, whatever was drawn."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.lr_scheduler import StepLR

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.loop_steps import (
    Call,
    Recipe,
    calls_of,
    check_batches,
    check_directions,
    check_updates,
    followed,
    losses_of,
    noting_model,
    numbered_batches,
)

SEEDS = range(4)
RECIPE = Recipe(accumulate=2, max_norm=0.5)


def run(seed, divide=True, clear=True, clip=nn.utils.clip_grad_norm_, steps="update", order=1):
    """A training by hand, with the mistakes that are asked for: batches, calls, last weights, losses."""
    batches = numbered_batches(np.random.default_rng(seed), [4, 3, 4, 3, 4, 3, 4, 3], 5, 3)
    torch.manual_seed(seed)
    model = noting_model(5, 3)
    sgd = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.5)
    schedule = StepLR(sgd, step_size=2, gamma=0.5)
    model.watched.append(sgd)
    losses, done = [], 0
    for _ in range(2):
        for X, y in batches[::order]:
            loss = F.cross_entropy(model(X), y)
            losses.append(loss.item())
            (loss / 2 if divide else loss).backward()
            done += 1
            if done % 2 == 0:
                clip(model.parameters(), 0.5)
                sgd.step()
                if clear:
                    sgd.zero_grad()
                if steps == "update":
                    schedule.step()
    return batches, calls_of(model.seen), model.layer.weight.detach(), losses


@pytest.mark.parametrize("seed", SEEDS)
def test_a_right_loop_passes(seed):
    batches, calls, last, losses = run(seed)
    check_batches(calls, batches, 2)
    check_updates(calls, last, batches, RECIPE)
    assert losses_of(calls, batches, 2) == pytest.approx(
        [(a + b) / 2 for a, b in zip(losses[::2], losses[1::2], strict=True)]
    )
    assert [call.rates for call in calls[:6]] == [[0.2]] * 4 + [[0.1]] * 2


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"divide": False}, "is not divided by the number"),
        ({"clear": False}, "are not cleared after an update"),
        ({"clip": lambda parameters, limit: None}, "gradients are not clipped"),
        ({"clip": nn.utils.clip_grad_value_}, "on its own"),
        ({"steps": "never"}, "rate never changes"),
    ],
)
def test_a_mistake_is_told(seed, changed, message):
    batches, calls, last, _ = run(seed, **changed)
    with pytest.raises(CheckFailed, match=message):
        check_updates(calls, last, batches, RECIPE)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({}, ""),
        ({"divide": False}, "is not divided"),
        ({"clear": "never"}, "are not cleared"),
        ({"clear": "batch"}, "but the last are lost"),
        ({"clip": "never"}, "gradients are not clipped"),
        ({"clip": "batch"}, "after each mini-batch, not once"),
        ({"clip": "value"}, "on its own"),
        ({"schedule": "never"}, "never changes"),
        ({"schedule": "batch"}, "after each mini-batch"),
        ({"schedule": "epoch"}, "after each epoch"),
        ({"accumulate": 1}, "There is an update after each mini-batch"),
        ({"lr": 0.1}, "weights after 2 mini-batches"),
    ],
)
def test_no_mistake_looks_right_by_chance(changed, message):
    recipe = replace(RECIPE, **changed)
    for seed in range(6):
        batches = numbered_batches(np.random.default_rng(seed), [4, 3, 4, 3, 4, 3, 4, 3], 5, 3)
        torch.manual_seed(seed)
        steps, weights = [], (torch.rand(3, 5).double() - 0.5)
        for batch in batches * 3:
            steps.append((batch, weights))
            weights = followed(steps, 8, recipe)[-1]
        calls = [
            Call((1000 * X[:, 0]).round().int().tolist(), before, True, True, []) for (X, _), before in steps
        ]
        if not message:
            check_updates(calls, weights, batches, RECIPE)
            continue
        with pytest.raises(CheckFailed, match=message):
            check_updates(calls, weights, batches, RECIPE)


def test_other_batches_are_told():
    batches, calls, _, _ = run(0, order=-1)
    with pytest.raises(CheckFailed, match="rows of call 1 in a training of 8 mini-batches and 2 epochs"):
        check_batches(calls, batches, 2)
    with pytest.raises(CheckFailed, match=r"number of calls[^\n]*\n  got:      16\n  expected: 24"):
        check_batches(calls, batches, 3)


def test_foreign_rows_and_no_call_are_told():
    batches, calls, last, _ = run(0)
    with pytest.raises(CheckFailed, match="rows that are not in the loader"):
        check_updates([replace(calls[0], rows=[99]), *calls[1:]], last, batches, RECIPE)
    with pytest.raises(CheckFailed, match="never called with gradients"):
        check_directions([], last, batches, F.cross_entropy)


def test_no_step_is_told():
    batches, calls, _, _ = run(0)
    idle = [calls[0]] * len(calls)
    with pytest.raises(CheckFailed, match="as they were before the training"):
        check_updates(idle, calls[0].weights, batches, RECIPE)


@pytest.mark.parametrize("seed", SEEDS)
def test_directions(seed):
    batches = numbered_batches(np.random.default_rng(seed), [4, 3, 5], 5, 3)
    torch.manual_seed(seed)

    def stepped(loss):
        model = noting_model(5, 3)
        sgd = torch.optim.SGD(model.parameters(), lr=0.01)
        for X, y in batches * 2:
            sgd.zero_grad()
            loss(model(X), y).backward()
            sgd.step()
            sgd.param_groups[0]["lr"] /= 2
        return calls_of(model.seen), model.layer.weight.detach(), batches

    check_directions(*stepped(F.cross_entropy), F.cross_entropy)
    with pytest.raises(CheckFailed, match="Step 1 does not follow the gradient"):
        check_directions(*stepped(lambda z, y: F.cross_entropy(z.softmax(dim=1), y)), F.cross_entropy)
