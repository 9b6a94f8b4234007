"""Trainings of a recording writer: right ones pass, and each mistake is told."""

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from lessonlib.check.failure import CheckFailed
from lessonlib.check.references.text_steps import TextSteps, recording_writer, text_without_repeats


def trained(
    data_seed, *, steps=6, highest=4, one=False, again=False, shift=1, last=False, clear=True,
    reduction="mean", lr=0.5, mixed=False, read=8,
):  # fmt: skip
    ids = text_without_repeats(np.random.default_rng(data_seed), 12)
    torch.manual_seed(data_seed)
    model = recording_writer(12)
    descent = torch.optim.SGD(model.parameters(), lr)
    model.train()
    random = torch.Generator().manual_seed(data_seed)
    for _ in range(steps):
        if again:
            random.manual_seed(data_seed)
        starts = torch.randint(highest, (1 if one else 16, 1), generator=random).expand(16, 1)
        places = starts + torch.arange(9)
        windows = ids[torch.randint(12, (16, 9))] if mixed else ids[places]
        targets = ids[(places + shift).clamp(max=11)][:, :8]
        logits = model(windows[:, :read])[:, :8]
        if last:
            logits, targets = logits[:, -1:], targets[:, -1:]
        loss = F.cross_entropy(logits.flatten(0, 1), targets.flatten(), reduction=reduction)
        if clear:
            descent.zero_grad()
        loss.backward()
        descent.step()
    return model, ids


@pytest.mark.parametrize("data_seed", range(3))
def test_a_right_training_passes(data_seed):
    run = TextSteps(*trained(data_seed))
    run.check_windows(6, 16, 8)
    run.check_descent(0.5)
    run.check_descent(0.5)  # the notes are as they were
    assert run.run.in_training == [True] * 6
    assert {start for starts in run.starts for start in starts} == {0, 1, 2, 3}


@pytest.mark.parametrize("data_seed", range(3))
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"steps": 7}, r"number of steps is not right[^$]*7[^$]*6"),
        ({"read": 9}, r"wrong shape[^$]*\(16, 9\)[^$]*\(16, 8\)"),
        ({"highest": 3}, "do not begin at every place where a window fits"),
        ({"one": True}, "begin at the same place"),
        ({"again": True}, "the same windows in each step"),
        ({"mixed": True}, "not a piece of the text"),
    ],
)
def test_wrong_windows_are_told(data_seed, changed, message):
    with pytest.raises(CheckFailed, match=message):
        TextSteps(*trained(data_seed, **changed)).check_windows(6, 16, 8)


@pytest.mark.parametrize("data_seed", range(3))
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"shift": 0}, "not those that follow"),
        ({"shift": 2, "highest": 3}, "two places further"),
        ({"last": True}, "Only the last place"),
        ({"clear": False}, "added up from step to step"),
        ({"reduction": "sum"}, "is a sum over the places"),
        ({"lr": 0.4}, "Step 1 does not follow the gradient"),
    ],
)
def test_a_wrong_step_is_told(data_seed, changed, message):
    with pytest.raises(CheckFailed, match=message):
        TextSteps(*trained(data_seed, **changed)).check_descent(0.5)


def test_no_step_is_told():
    ids = text_without_repeats(np.random.default_rng(0), 12)
    with pytest.raises(CheckFailed, match="as they were before the training"):
        TextSteps(recording_writer(12), ids)
