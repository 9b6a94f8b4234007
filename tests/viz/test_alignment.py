"""The answers about shapes against those of torch."""

from itertools import product

import pytest
import torch

from lessonlib.viz.alignment import align

SHAPES = [shape for rank in range(5) for shape in product((1, 2, 3)[: 4 - rank // 2], repeat=rank)]
CALCULATIONS = {"+": torch.add, "@": torch.matmul}


@pytest.mark.parametrize("operation", CALCULATIONS)
def test_each_answer_is_that_of_torch(operation):
    fitted = 0
    for first, second in product(SHAPES, repeat=2):
        try:
            a, b = (torch.empty(shape, device="meta") for shape in (first, second))
            want = tuple(CALCULATIONS[operation](a, b).shape)
        except (RuntimeError, IndexError):
            want = None
        found = align(first, second, operation)
        assert found.result == want, (first, second)
        assert bool(found.error) == (want is None)
        fitted += want is not None
    assert fitted > 100


def told(first, second, operation):
    return {axis.number: axis.told for axis in align(first, second, operation).axes}


def test_each_axis_is_told():
    assert told((4, 1, 3, 1), (2, 3, 5), "+") == {
        -1: "axis -1: 1 and 5, the 1 is repeated 5 times",
        -2: "axis -2: 3 and 3 are equal",
        -3: "axis -3: 1 and 2, the 1 is repeated 2 times",
        -4: "axis -4: 4 and nothing, which counts as 1 and is repeated 4 times",
    }
    assert told((1, 2), (3,), "+") == {
        -1: "axis -1: 2 and 3 do not fit",
        -2: "axis -2: 1 and nothing, which counts as 1",
    }
    assert told((3,), (3, 1), "@") == {
        -2: "axis -2: the first is a vector, one row, and the result has no such axis",
        -1: "axis -1: the second has 1 column, and so has the result",
    }


@pytest.mark.parametrize(
    ("first", "second", "inner"),
    [((2, 3), (4, 5), (3, 4)), ((3,), (3,), (3, 3)), ((9, 2, 3), (3,), (3, 3)), ((), (3,), None)],
)
def test_in_a_product_two_sizes_meet(first, second, inner):
    assert align(first, second, "@").inner == inner
    assert align(first, second, "+").inner is None


@pytest.mark.parametrize(
    ("first", "second", "operation", "error"),
    [
        ((2, 3, 4), (3, 2, 2), "+", "In axis -1, 4 and 2 are not equal, and neither is 1."),
        ((2, 4, 3), (3, 3, 4), "@", "In axis -3, 2 and 3 are not equal, and neither is 1."),
        ((2, 3), (2,), "@", "A row of the first has size 3, a column of the second has size 2."),
        ((2, 1), (3, 2), "@", "here a 1 is not repeated."),
        ((), (3,), "@", "To multiply by a number, write *."),
    ],
)
def test_an_error_says_what_does_not_fit(first, second, operation, error):
    assert error in align(first, second, operation).error


def test_another_operation_is_refused():
    with pytest.raises(ValueError, match=r"operation is '\*', expected '\+'"):
        align((1,), (1,), "*")
