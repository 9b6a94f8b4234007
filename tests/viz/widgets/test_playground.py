"""The playground: buttons, live training between other work, and what it says."""

import asyncio
import importlib
import re

import pytest
from torch import nn

from lessonlib.data import moons, waves, xor
from lessonlib.models import MLP
from lessonlib.viz import playground

MOONS = moons(n=60)


def model():
    return MLP((2, 8, 2))


def controls(widget):
    lr, optimizer, train, step, reset = widget.box.children[0].children
    return {"lr": lr, "optimizer": optimizer, "train": train, "step": step, "reset": reset}


def words(widget):
    return widget.box.children[-1].words


def epochs(widget):
    return int(re.match(r"After (\d+) epoch", words(widget))[1])


async def until(condition):
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.01)


def test_buttons_step_and_reset():
    widget = playground(model, MOONS)
    at_start = words(widget)
    assert re.match(r"After 0 epochs: training loss 0\.\d+, validation loss 0\.\d+, accuracy \d+", at_start)
    controls(widget)["step"].click()
    assert epochs(widget) == 1
    widget.train(4)
    assert epochs(widget) == 5
    controls(widget)["reset"].click()
    assert words(widget) == at_start


def test_training_goes_on_beside_other_work_until_it_is_paused(texts):
    async def use():
        widget = playground(model, MOONS)
        train = controls(widget)["train"]
        train.click()
        await until(lambda: words(widget) == "Training. Pause stops it.")  # we run, while it trains
        assert train.description == "Pause"
        await until(lambda: widget._training.epoch >= 5)
        train.click()
        await until(lambda: train.description == "Train")
        paused = epochs(widget)
        assert paused >= 5
        await asyncio.sleep(0.2)
        assert widget._training.epoch == paused
        assert f"epoch {paused}: accuracy" in " ".join(map(str, texts(widget.snapshot())))

    asyncio.run(use())


def test_reset_stops_training():
    async def use():
        widget = playground(model, MOONS)
        controls(widget)["train"].click()
        await until(lambda: widget._training.epoch >= 1)
        controls(widget)["reset"].click()
        await until(lambda: controls(widget)["train"].description == "Train")
        assert epochs(widget) == 0

    asyncio.run(use())


def test_pressing_train_again_and_again_trains_once():
    async def use():
        widget = playground(model, MOONS)
        train = controls(widget)["train"]
        for _ in range(5):
            train.click()
        await until(lambda: widget._training.epoch >= 1)
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        assert len(tasks) == 1
        train.click()
        await asyncio.gather(*tasks)
        assert train.description == "Train"

    asyncio.run(use())


def test_it_pauses_by_itself(monkeypatch):
    monkeypatch.setattr(importlib.import_module("lessonlib.viz.widgets.playground"), "_AT_MOST", 0.3)

    async def use():
        widget = playground(model, MOONS)
        controls(widget)["train"].click()
        await until(lambda: controls(widget)["train"].description == "Pause")
        await until(lambda: controls(widget)["train"].description == "Train")
        assert epochs(widget) >= 1

    asyncio.run(use())


def test_the_learning_rate_and_the_optimizer_count_from_the_next_update():
    widget = playground(model, MOONS, lr=0.01)
    controls(widget)["lr"].value = 0.5
    assert widget._training._optimizer.param_groups[0]["lr"] == 0.5
    controls(widget)["optimizer"].value = "momentum"
    assert widget._training._optimizer.param_groups[0]["momentum"] == 0.9


def test_without_a_notebook_it_says_how_to_train():
    widget = playground(model, MOONS)
    controls(widget)["train"].click()
    assert words(widget) == "Training live needs a notebook. Here, call train(num_epochs)."


def test_a_snapshot_shows_a_trained_model_and_leaves_this_one_alone(monkeypatch):
    monkeypatch.setattr(
        importlib.import_module("lessonlib.viz.widgets.playground"), "_STILL", (600, 600.0)
    )  # a busy machine may take its time
    widget = playground(lambda: MLP((2, 8, 1), "tanh"), xor(), lr=0.1)
    assert re.match(r"After 600 epochs: .*accuracy 100%", widget.snapshot().alt)
    assert epochs(widget) == 0
    widget.train(2)
    assert widget.snapshot().alt == words(widget)


def test_mistakes_are_told_in_the_widget_and_a_reset_tries_again():
    sizes = [3]
    widget = playground(lambda: nn.Linear(sizes[0], 2), MOONS)
    assert "A layer for 3 numbers a row got 2" in words(widget)
    assert widget.snapshot().alt == words(widget)
    for name in ("train", "step"):
        controls(widget)[name].click()
        assert "A layer for 3 numbers a row got 2" in words(widget)
    controls(widget)["lr"].value = 0.5
    sizes[0] = 2
    controls(widget)["reset"].click()
    assert epochs(widget) == 0


def test_a_mistake_while_it_trains_stops_it():
    class Tired(nn.Linear):
        calls = 0

        def forward(self, X):
            self.calls += 1
            if self.calls > 40:
                raise ValueError("I am tired")
            return super().forward(X)

    async def use():
        widget = playground(lambda: Tired(2, 2), MOONS)
        train = controls(widget)["train"]
        train.click()
        await until(lambda: "ValueError: I am tired" in words(widget))
        assert 'raise ValueError("I am tired")' in words(widget)
        assert train.description == "Train"

    asyncio.run(use())


def test_bad_arguments_are_told():
    with pytest.raises(TypeError, match="make_model is a MLP, expected a class or a function"):
        playground(model(), MOONS)
    with pytest.raises(ValueError, match=r"expected X of shape \(n, 2\) and at least 2 classes"):
        playground(model, waves())
    with pytest.raises(ValueError, match="num_epochs is 0, expected at least 1"):
        playground(model, MOONS).train(0)
