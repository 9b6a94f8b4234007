"""What a classifier says about generated pictures, in cases whose answer is known, and against the formula."""

import pytest
import torch
from torch import nn

from lessonlib.training import distances_to, read_pictures

AS_LOGITS = nn.Flatten()  # a judge whose pictures are their own logits


def test_sure_and_even_is_the_best_score():
    reading = read_pictures(AS_LOGITS, 50 * torch.eye(4).repeat(6, 1))
    assert reading.shares.tolist() == [0.25] * 4
    assert reading.made == 4
    assert reading.sure == 1
    assert reading.score == pytest.approx(4)


def test_one_class_or_no_knowledge_has_the_score_1():
    one = read_pictures(AS_LOGITS, 2000 * torch.eye(4)[:1].repeat(9, 1))
    assert (one.made, one.sure) == (1, 1)
    assert one.score == pytest.approx(1)
    unsure = read_pictures(AS_LOGITS, torch.zeros(9, 4))
    assert unsure.sure == 0
    assert unsure.score == pytest.approx(1)


def test_a_class_counts_as_made_from_two_in_a_hundred_on():
    logits = 9 * torch.eye(3)[torch.tensor([0] * 97 + [1] * 2 + [2])]
    assert read_pictures(AS_LOGITS, logits).made == 2


def test_the_score_is_the_formula():
    logits = 3 * torch.randn(50, 5, generator=torch.Generator().manual_seed(0)).double()
    p = logits.softmax(dim=1)
    kl = (p * (p / p.mean(dim=0)).log()).sum(dim=1)
    reading = read_pictures(AS_LOGITS, logits.float())
    assert reading.score == pytest.approx(kl.mean().exp().item(), rel=1e-5)
    assert reading.sure == pytest.approx((p.max(dim=1).values > 0.9).double().mean().item())


def test_the_judge_reads_in_evaluation_mode():
    judge = nn.Sequential(nn.Flatten(), nn.Dropout(0.5))
    pictures = 50 * torch.eye(4)
    assert read_pictures(judge, pictures).sure == 1
    assert judge.training


def test_distances_to_the_nearest():
    others = torch.tensor([[0.0, 0.0], [1.0, 1.0]]).view(2, 1, 1, 2)
    pictures = torch.tensor([[1.0, 1.0], [0.0, 0.3], [4.0, 5.0]]).view(3, 1, 1, 2)
    torch.testing.assert_close(
        distances_to(pictures, others), torch.tensor([0.0, 0.3, 5.0]), atol=1e-3, rtol=1e-4
    )
