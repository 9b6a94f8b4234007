"""Functions and objects that a test lends; tests/grading/running/ordinary_course.py has them between real processes."""

from __future__ import annotations

from unittest.mock import MagicMock, Mock

import pytest

from lessonlib.check.ordinary.lent import Lent, is_own, stand_in


class Model:
    """Of a test: its cells run in `__main__`."""

    __module__ = "__main__"
    answer = 1
    _secret = 42

    def predict(self, x):
        return self.answer

    def __len__(self):
        return 7

    def __call__(self, x, *, twice=False):
        return x * (2 if twice else 1)


class Theirs:
    pass


@pytest.fixture
def lent():
    return Lent()


def there(lent, value):
    """What the learner's code gets, without a process between."""
    own = lent.own(value)
    functions = {name: lent.get(callback.number) for name, callback in own.functions.items()}
    return stand_in(own.type_name, functions)


def test_what_is_of_the_tests_own():
    assert all(map(is_own, (Model(), Mock(), MagicMock())))
    assert not any(map(is_own, (Model, Theirs(), 1, print, Model().predict, ValueError())))


def test_each_has_one_number(lent):
    model = Model()
    assert lent.own(model) is lent.own(model)
    assert lent.get(lent.own(model).number) is model
    assert lent.function(print).number == lent.function(print).number != lent.own(model).number
    assert lent.get(10**6) is lent.get(-1) is None


def test_a_method_has_one_number_however_often_it_is_read(lent):
    model, other = Model(), Model()
    numbers = {lent.function(model.predict).number for _ in range(3)}
    assert len(numbers) == 1
    assert numbers != {lent.function(other.predict).number}
    assert lent.get(*numbers) == model.predict


def test_a_function_tells_its_name_and_parameters(lent):
    name, doc, parameters = lent.function(Model().__call__).facts
    assert name == "__call__"
    assert doc is None
    assert [one for one, _ in parameters] == ["x", "twice"]


def test_the_stand_in_does_what_the_object_does(lent):
    model = Model()
    other = there(lent, model)
    assert type(other).__name__ == "Model"
    assert other.predict(3) == other.answer == 1
    assert len(other) == 7
    assert other(2, twice=True) == 4
    other.answer = 5
    assert model.predict(0) == 5
    assert not hasattr(other, "unknown")


def test_only_special_methods_of_its_own_are_there(lent):
    other = there(lent, Model())
    assert other == other
    with pytest.raises(TypeError, match="not iterable"):
        iter(other)
    assert there(lent, MagicMock(**{"__getitem__.return_value": 3}))["a"] == 3


@pytest.mark.parametrize("name", ["_secret", "__dict__", "__class__", "__init__", "__module__"])
def test_what_leads_on_to_the_test_is_not_lent(lent, name):
    own = lent.own(Model())
    with pytest.raises(AttributeError, match="lends no attribute"):
        lent.get(own.functions["get"].number)(name)
    with pytest.raises(AttributeError, match="lends no attribute"):
        lent.get(own.functions["set"].number)(name, 1)


def test_a_method_cannot_be_replaced(lent):
    with pytest.raises(AttributeError, match="'predict' cannot be replaced"):
        there(lent, Model()).predict = lambda x: 2
