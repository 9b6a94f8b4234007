"""Functions of the library; tests/grading/running/ordinary_course.py has them between real processes."""

import dataclasses
import inspect

import pytest

from lessonlib.check.ordinary.library import _OF_DATACLASSES, share_library
from lessonlib.check.ordinary.proxy import proxy_for
from lessonlib.check.source import Ref


@dataclasses.dataclass
class Own:
    x: int = 1


class Learner:
    def __init__(self):
        self.asked = []

    def apply(self, operation, label, *operands, **named):
        if operation == "source":
            return ["def f():"], 3
        self.asked.append((operation, label, operands[0].name, named))
        return "the learner's"


@pytest.fixture
def learner(monkeypatch):
    monkeypatch.setattr(inspect, "getsourcelines", inspect.getsourcelines)
    for name in _OF_DATACLASSES:
        monkeypatch.setattr(dataclasses, name, getattr(dataclasses, name))
    share_library()
    return Learner()


def test_of_a_learners_object_they_ask_its_process(learner):
    proxy = proxy_for(learner, Ref("Point"), "p")
    assert dataclasses.asdict(proxy) == "the learner's"
    assert dataclasses.replace(proxy, x=3) == "the learner's"
    assert learner.asked == [
        ("call", "asdict(p)", "dataclasses:asdict", {}),
        ("call", "replace(p)", "dataclasses:replace", {"x": 3}),
    ]
    assert inspect.getsourcelines(proxy) == (["def f():"], 3)


def test_for_others_they_are_what_they_were(learner):
    assert dataclasses.asdict(Own()) == {"x": 1}
    assert dataclasses.replace(Own(), x=2) == Own(2)
    assert [field.name for field in dataclasses.fields(Own)] == ["x"]
    assert "asdict" in inspect.getsource(test_for_others_they_are_what_they_were)
    assert learner.asked == []
