from __future__ import annotations

import types

import matplotlib.pyplot as plt
import pytest

from lessonlib.check.ordinary import figures


class Learner:
    def __init__(self):
        self.asked = []

    def call_global(self, found, label, *args, **kwargs):
        self.asked.append((found.name, label, args))
        return "the learner's"


@pytest.fixture
def learner(monkeypatch):
    for name in (*figures._LOOKING, *figures._CHANGING):
        monkeypatch.setattr(plt, name, getattr(plt, name))
    plt.close("all")
    learner = Learner()
    figures.share_figures(lambda: learner)
    yield learner
    plt.close("all")


def as_a_test(source):
    names = {"__name__": "__main__", "plt": plt}
    exec(source, names)
    return types.SimpleNamespace(**{name: names[name] for name in names if name != "__builtins__"})


def test_a_test_that_drew_nothing_sees_the_learners_figures(learner):
    assert as_a_test("found = plt.gca()").found == "the learner's"
    assert learner.asked == [("matplotlib.pyplot:gca", "plt.gca()", ())]


def test_a_test_that_drew_sees_its_own(learner):
    assert as_a_test("mine = plt.figure(); found = plt.gcf(); same = found is mine").same
    assert learner.asked == []


def test_pyplot_itself_is_not_shown_them(learner):
    drawn = as_a_test("lines = plt.plot([1, 2])").lines
    assert list(drawn[0].get_ydata()) == [1, 2]
    assert learner.asked == []
