"""Optimizers and schedules; tests/grading/running/learning_course.py has them between real processes."""

import pytest
import torch
from torch.optim import lr_scheduler

from lessonlib.check.local import LocalRef
from lessonlib.check.values.exact import exactly
from lessonlib.check.values.optimizers import held, is_optimizer, is_schedule, state, take_over_state
from lessonlib.check.values.pickled import read, written

OPTIMIZERS = [
    lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, nesterov=True),
    lambda p: torch.optim.Adam(p, lr=0.1, amsgrad=True),
    lambda p: torch.optim.AdamW(p, lr=0.1),
    lambda p: torch.optim.RMSprop([{"params": p[:1], "lr": 0.1}, {"params": p[1:]}], centered=True),
    lambda p: torch.optim.Adagrad(p),
    lambda p: torch.optim.Rprop(p),
]
SCHEDULES = [
    lambda optimizer: lr_scheduler.StepLR(optimizer, 2),
    lambda optimizer: lr_scheduler.MultiStepLR(optimizer, [2, 3]),
    lambda optimizer: lr_scheduler.ExponentialLR(optimizer, 0.9),
    lambda optimizer: lr_scheduler.CosineAnnealingLR(optimizer, 10),
    lambda optimizer: lr_scheduler.OneCycleLR(optimizer, 1.0, total_steps=20, cycle_momentum=False),
    lambda optimizer: lr_scheduler.ReduceLROnPlateau(optimizer),
]


class Own(torch.optim.SGD):
    pass


def parameters():
    return [torch.ones(2, 1, requires_grad=True), torch.ones(1, requires_grad=True)]


def train(weights, optimizer, steps):
    for _ in range(steps):
        optimizer.zero_grad()
        (torch.tensor([[1.0, 2.0]]) @ weights[0] + weights[1]).square().sum().backward()
        optimizer.step()


def test_only_torchs_own_classes_are_carried():
    weights = parameters()
    optimizer = torch.optim.SGD(weights, lr=0.1)
    assert is_optimizer(optimizer)
    assert is_schedule(lr_scheduler.StepLR(optimizer, 1))
    assert not any(map(is_optimizer, (Own(weights), torch.optim.SGD, weights, None)))
    assert not is_schedule(optimizer)


@pytest.mark.parametrize("make", OPTIMIZERS)
def test_two_optimizers_in_turns_do_what_one_does(make):
    alone, here = parameters(), parameters()
    one, mine = make(alone), make(here)
    there = [p.detach().clone().requires_grad_() for p in here]
    theirs = read(written(mine, held(mine)), there)
    for turn in range(4):
        train(alone, one, 2)
        first, second = ((here, mine), (there, theirs))[:: 1 if turn % 2 else -1]
        take_over_state(second[1], exactly(state(first[1]), LocalRef))
        for own, other in zip(second[0], first[0], strict=True):
            own.data.copy_(other.data)
        train(*second, 2)
        assert all(torch.equal(a, b) for a, b in zip(alone, second[0], strict=True))


@pytest.mark.parametrize("make", SCHEDULES)
def test_a_schedule_goes_on_where_it_was(make):
    weights = parameters()
    optimizer = torch.optim.SGD(weights, lr=0.5)
    schedule = make(optimizer)
    train(weights, optimizer, 1)
    steps = [1.0] if isinstance(schedule, lr_scheduler.ReduceLROnPlateau) else []
    schedule.step(*steps)
    *tensors, worked_on = held(schedule)
    assert worked_on is optimizer
    assert all(a is b for a, b in zip(tensors, weights, strict=True))
    other = read(written(optimizer, held(optimizer)), parameters())
    again = read(written(schedule, held(schedule)), [*tensors, other])
    assert again.optimizer is other
    schedule.step(*steps)
    take_over_state(again, exactly(state(schedule), LocalRef))
    assert again.state_dict() == schedule.state_dict()


def test_a_state_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="parameter group"):
        take_over_state(torch.optim.SGD(parameters(), lr=0.1), {"state": {}, "param_groups": []})
