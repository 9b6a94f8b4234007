"""Stepping through the perceptron's training."""

from xml.etree import ElementTree as ET

import pytest
import torch

from lessonlib.data import moons, xor
from lessonlib.models import Perceptron
from lessonlib.viz import perceptron_stepper
from lessonlib.viz.theme import VERMILLION

X = xor().train.X
OR = torch.tensor([0, 1, 1, 1])


def slider(widget):
    return widget.box.children[0].children[0]


@pytest.mark.thorough
def test_each_step_is_a_look_of_the_real_training(texts):
    neuron = Perceptron(2).fit(X, OR)
    widget = perceptron_stepper(X, OR)
    assert slider(widget).max == len(neuron.steps)
    for k, step in enumerate(neuron.steps, start=1):
        slider(widget).value = k
        words = widget.box.children[-1].words
        assert f"Step {k} of {len(neuron.steps)}, epoch {step.epoch + 1}:" in words
        assert ("a mistake" in words) == step.mistake
    weights = "w = ({:g}, {:g}), b = {:g}".format(*neuron.weight.tolist(), neuron.bias.item())
    assert weights in texts(widget.snapshot())


def test_the_start_and_the_end_are_told():
    widget = perceptron_stepper(X.numpy(), OR.numpy())
    assert widget._draw().alt == "All weights are 0, so every answer is 1. 16 steps lie ahead."
    assert widget.snapshot().alt.endswith("It has learned all examples.")


def test_a_new_neuron_answers_1_everywhere():
    root = ET.fromstring(perceptron_stepper(X, OR)._draw().svg)
    regions = [path.get("style", "") for path in root.iter() if path.get("d")]
    assert [style for style in regions if "fill-opacity: 0.25" in style] == [
        f"fill: var(--ll-{VERMILLION[1:]}); fill-opacity: 0.25"
    ]


def test_what_cannot_be_learned_is_told_without_a_warning():
    widget = perceptron_stepper(X, xor().train.y, max_epochs=6)
    assert widget.snapshot().alt.endswith(
        "After 6 epochs it still makes 4 mistakes an epoch: perhaps no straight line separates the classes."
    )


def test_of_a_long_training_only_the_mistakes_are_steps():
    train = moons(n=100).train
    widget = perceptron_stepper(train.X, train.y, max_epochs=5)
    assert 0 < slider(widget).max < 5 * len(train)
    slider(widget).value = 1
    assert "a mistake" in widget._draw().alt


def test_bad_data_is_told():
    with pytest.raises(ValueError, match=r"X has shape \(4, 3\)"):
        perceptron_stepper(torch.zeros(4, 3), OR)
