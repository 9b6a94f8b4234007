"""The numbers of backpropagation, beside automatic differentiation."""

import numpy as np
import pytest
import torch

from lessonlib.viz import backpropagation
from lessonlib.viz.backpropagation import checked

PASS = ([1.0, 0.0], 1.0, [[0.5, -1.0], [1.0, 0.5]], [0.0, 0.5], [1.0, -1.0], 0.0)


@pytest.mark.parametrize(("k", "n"), [(1, 1), (2, 3), (4, 4)])
def test_the_gradients_are_those_of_autograd(k, n):
    rng = np.random.default_rng(9)
    x, t, b2 = rng.normal(size=k), 0.3, 0.2
    W1, b1, w2 = rng.normal(size=(k, n)), rng.normal(size=n), rng.normal(size=n)
    numbers = checked(x, t, W1, b1, w2, b2)
    parts = [torch.tensor(part, requires_grad=True) for part in (W1, b1, w2, np.array(b2))]
    h = torch.sigmoid(torch.tensor(x) @ parts[0] + parts[1])
    loss = (torch.sigmoid(h @ parts[2] + parts[3]) - t) ** 2 / 2
    loss.backward()
    assert numbers.loss == pytest.approx(loss.item())
    got = (numbers.W1_gradient, numbers.hidden_blames, numbers.w2_gradient, numbers.output_blame)
    for mine, part in zip(got, parts, strict=True):
        np.testing.assert_allclose(mine, part.grad)


def test_each_step_adds_its_numbers(texts):
    new = [set()]
    for step in range(6):
        new.append(set(texts(backpropagation(*PASS, step=step))) - set().union(*new))
    forward, output, last, hidden, first = new[2:]
    assert {"0.6225", "0.3775", "0.5609", "0.0964"} <= forward
    assert "δ = -0.1081" in output
    assert {"-0.0673", "-0.0408"} <= last
    assert {"δ = -0.0254", "δ = 0.0254"} <= hidden
    assert {"-0.0254", "0.0254"} <= first


def test_in_words():
    assert backpropagation(*PASS, step=0).alt.endswith("nothing has been calculated yet.")
    alt = backpropagation(*PASS).alt
    assert (
        "Step 1: hidden values 0.6225 and 0.3775, output 0.5609, loss 0.0964 for the right answer 1." in alt
    )
    assert alt.endswith(
        "Step 5: gradient of W1 (-0.0254 and 0.0254) and (0.0000 and 0.0000), of b1 -0.0254 and 0.0254."
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({2: [[1.0, 2.0]]}, r"x, W1, b1 and w2 have the shapes \(2,\), \(1, 2\)"),
        ({0: np.ones(5), 2: np.ones((5, 2))}, "with k and n from 1 to 4"),
    ],
)
def test_shapes_that_do_not_fit_are_told(change, message):
    arguments = [change.get(place, part) for place, part in enumerate(PASS)]
    with pytest.raises(ValueError, match=message):
        backpropagation(*arguments)


def test_a_step_that_is_none_is_told():
    with pytest.raises(ValueError, match="step is 6, expected 0 to 5"):
        backpropagation(*PASS, step=6)
