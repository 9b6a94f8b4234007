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


def test_images_and_numbers_to_predict_come_in_batches_too():
    split = Split(torch.rand(5, 1, 4, 4), torch.rand(5, 2))
    shapes = [(tuple(X.shape), tuple(y.shape)) for X, y in split.batches(3)]
    assert shapes == [((3, 1, 4, 4), (3, 2)), ((2, 1, 4, 4), (2, 2))]
    assert repr(split) == "Split(X=(5, 1, 4, 4) float32, y=(5, 2) float32, device=cpu)"


def test_a_batch_size_below_one_fails_at_the_call():
    with pytest.raises(ValueError, match="batch_size is 0, expected at least 1"):
        ten_rows().batches(0)


@pytest.mark.parametrize(
    ("X", "y", "error", "message"),
    [
        (torch.zeros(3, 2).double(), torch.zeros(3).long(), TypeError, r"X has dtype torch.float64.*X\.to"),
        (
            torch.zeros(3, 2),
            torch.zeros(3).int(),
            TypeError,
            r"y has dtype torch.int32, expected torch.int64 or",
        ),
        (torch.zeros(3, 2), torch.zeros(4).long(), ValueError, r"X has shape \(3, 2\).*shape \(4,\)"),
        (
            torch.zeros(3, 2),
            torch.zeros(3),
            ValueError,
            r"y \(float32\) has shape \(3,\).*\(n, k\) of numbers",
        ),
        (torch.zeros(3, 2), torch.zeros(3, 1).long(), ValueError, r"y \(int64\) has shape \(3, 1\)"),
        (torch.zeros(3), torch.zeros(3).long(), ValueError, "at least two axes"),
        (torch.zeros(3, 2), torch.zeros(3, 0), ValueError, "at least one example"),
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


@pytest.mark.cuda
def test_on_a_gpu_the_batches_are_the_same():
    here, there = ten_rows().batches(3, seed=7), ten_rows().to("cuda").batches(3, seed=7)
    for (X, y), (X_there, y_there) in zip(here, there, strict=True):
        assert X_there.is_cuda
        assert torch.equal(X, X_there.cpu())
        assert torch.equal(y, y_there.cpu())
