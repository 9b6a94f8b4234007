"""Splits check their tensors; mini-batches visit each row once, in an order that a seed fixes."""

import pytest
import torch

from lessonlib.data import Split


def ten_rows():
    return Split(torch.arange(20.0).reshape(10, 2), torch.arange(10))


def rows(batches):
    return torch.cat([y for _, y in batches]).tolist()


def test_without_a_seed_batches_keep_the_order_and_the_last_is_smaller():
    batches = list(ten_rows().batches(4))
    assert [tuple(X.shape) for X, _ in batches] == [(4, 2), (4, 2), (2, 2)]
    assert rows(batches) == list(range(10))


def test_features_and_classes_stay_together_when_shuffled():
    for X, y in ten_rows().batches(3, seed=7):
        assert torch.equal(X[:, 0], 2.0 * y)


def test_order_depends_on_seed_and_epoch_alone():
    split = ten_rows()
    torch.manual_seed(0)
    first = rows(split.batches(3, seed=7, epoch=1))
    torch.manual_seed(1)
    assert rows(split.batches(10, seed=7, epoch=1)) == first
    assert sorted(first) == list(range(10))
    assert rows(split.batches(3, seed=7, epoch=2)) != first
    assert rows(split.batches(3, seed=8, epoch=1)) != first


def test_a_batch_size_below_one_fails_at_the_call():
    with pytest.raises(ValueError, match="batch_size is 0, expected at least 1"):
        ten_rows().batches(0)


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        (torch.zeros(3, 2).double(), torch.zeros(3).long(), TypeError, r"X has dtype torch.float64.*X\.to"),
        (torch.zeros(3, 2), torch.zeros(3), TypeError, r"y has dtype torch.float32, expected torch.int64"),
        (
            torch.zeros(3, 2),
            torch.zeros(4).long(),
            ValueError,
            r"X has shape \(3, 2\) and y has shape \(4,\)",
        ),
        (torch.zeros(3), torch.zeros(3).long(), ValueError, r"expected \(n, d\) and \(n,\)"),
        (torch.zeros(0, 2), torch.zeros(0).long(), ValueError, "at least one example"),
    ],
)
def test_tensors_that_do_not_fit_are_refused(X, y, error, message):
    with pytest.raises(error, match=message):
        Split(X, y)


def test_to_moves_both_tensors():
    moved = ten_rows().to("meta")
    assert (moved.X.device.type, moved.y.device.type) == ("meta", "meta")
    assert len(moved) == 10


def test_repr_gives_shapes_and_device():
    assert repr(ten_rows()) == "Split(X=(10, 2) float32, y=(10,) int64, device=cpu)"
