"""Gradients that go on in another process; tests/grading/running/learning_course.py has them between real processes."""

import pytest
import torch

from lessonlib.check.local import LocalRef
from lessonlib.check.replies import RemoteRef
from lessonlib.check.values.computed import Computed, Origin, attached, is_computed, leaves
from lessonlib.check.values.exact import exactly, put_together

LEAF = torch.tensor([1.0, 2.0], requires_grad=True)


def test_what_was_computed_is_told_from_what_was_made():
    assert is_computed(2 * LEAF)
    assert not any(map(is_computed, (LEAF, torch.ones(2), (2 * LEAF).detach(), 3.0)))


def found(data, others=False):
    return Computed(torch.tensor(data), RemoteRef(0, "Tensor"), [], others)


def test_the_leaves_are_those_that_autograd_ends_in():
    other = torch.ones(2, requires_grad=True)
    assert {id(leaf) for leaf in leaves(2 * LEAF * other + LEAF.detach() + LEAF)} == {id(LEAF), id(other)}


def test_gradients_arrive_at_the_leaves_and_are_handed_over_for_others():
    leaf, arrived = torch.zeros(2, requires_grad=True), []
    tensor = attached(found([3.0, 4.0], others=True), [leaf, None], lambda g: [10 * g, None], arrived.append)
    assert tensor.tolist() == [3.0, 4.0]
    assert is_computed(tensor)
    (tensor**2).sum().backward()
    assert leaf.grad.tolist() == [60.0, 80.0]
    assert [gradient.tolist() for gradient in arrived] == [[6.0, 8.0]]


def test_gradients_that_are_only_asked_for_are_added_up_nowhere():
    leaf = torch.zeros(2, requires_grad=True)
    tensor = attached(found([3.0, 4.0], others=True), [leaf], lambda g: [10 * g], pytest.fail)
    assert torch.autograd.grad(tensor.sum(), leaf)[0].tolist() == [10.0, 10.0]
    assert leaf.grad is None


def test_no_gradient_of_a_gradient_is_given_silently():
    leaf = torch.zeros(2, requires_grad=True)
    tensor = attached(found([3.0, 4.0]), [leaf], lambda g: [10 * g], pytest.fail)
    (slope,) = torch.autograd.grad((tensor**2).sum(), leaf, create_graph=True)
    with pytest.raises(RuntimeError, match="once_differentiable"):
        slope.sum().backward()


def test_without_gradients_nothing_is_handed_over():
    with torch.no_grad():
        assert not attached(found([1.0], others=True), [], pytest.fail, pytest.fail).requires_grad


def test_an_origin_tells_leaves_with_twins_from_others():
    weights, twin = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor([3.0, 3.0], requires_grad=True)
    unused = torch.ones(2, requires_grad=True)
    origin = Origin(weights**3 * twin + 0 * unused.detach(), lambda leaf: leaf is twin)
    for _ in range(2):
        assert [gradient.tolist() for gradient in origin.gradients(torch.ones(2))] == [[1.0, 8.0]]
        origin.go_on(torch.ones(2))
    assert weights.grad.tolist() == [18.0, 72.0]
    assert twin.grad is None


def test_tensors_are_carried_with_a_way_back_alone_or_in_lists():
    carried = exactly(
        [2 * LEAF, {"more": (LEAF + 1,)}, LEAF], LocalRef, way_back=lambda t: (LocalRef(t), [], True)
    )
    first, second, leaf = carried[0], carried[1]["more"][0], carried[2]
    assert type(first) is type(second) is Computed
    assert first.data.tolist() == [2.0, 4.0]
    assert not first.data.requires_grad
    assert leaf.requires_grad
    assert exactly(2 * LEAF, LocalRef).is_leaf, "unless nobody asked for it"


@pytest.mark.parametrize(
    "parts",
    [
        [],
        [1.0, RemoteRef(0, "Tensor"), [], True],
        [torch.ones(2), 0, [], True],
        [torch.ones(2, dtype=torch.int64), RemoteRef(0, "x"), [], True],
        [torch.ones(2), RemoteRef(0, "x"), [1], True],
        [torch.ones(2), RemoteRef(0, "x"), [["1", ""]], True],
        [torch.ones(2), RemoteRef(0, "x"), [[1, "", 2]], True],
    ],
)
def test_forged_parts_make_none(parts):
    with pytest.raises(ValueError, match="parts of a computed"):
        put_together("computed", parts)


def test_parts_that_belong_together():
    ref, data = RemoteRef(3, "Tensor"), torch.ones(2)
    made = put_together("computed", [data, ref, [[3, "bias"]], False])
    assert made.data is data
    assert made.origin is ref
    assert (made.leaves, made.others) == ([[3, "bias"]], False)
