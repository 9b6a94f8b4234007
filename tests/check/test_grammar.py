import pytest

from lessonlib.check.grammar import not_right, said


@pytest.mark.parametrize(
    "what",
    [
        "The value", "the loss of 3 guesses", "the bias, when x is 0", "hypothesis of 5 examples", "q1_names",
        "The answer to q3", "xor(1, 1)", "losses[3]", "the radius", "One of the epochs", "result.epochs",
        "what train returns", "net.training afterwards",
        "the class of the first row", "shape_b", "logits", "The first layer's weight", "the series",
    ],
)  # fmt: skip
def test_one_thing_is(what):
    assert not_right(what) == f"{what} is not right."


@pytest.mark.parametrize(
    "what",
    [
        "the gradients of w", "The numbers of block, in order", "two trainings with seed 5", "the classes",
        "the weights (3, 2) of it", "the weight and the bias", "the losses after loading at step 3",
        "the column means of 4 rows",
    ],
)  # fmt: skip
def test_several_things_are(what):
    assert not_right(what) == f"{what} are not right."
    assert said(what, "has", "have") == f"{what} have"
