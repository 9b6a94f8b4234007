"""Where the names of a test come from, with a dictionary in the place of the learner's process."""

from __future__ import annotations

import pytest

from lessonlib.grading.box.cells.names import GivenNames, Names


class Learner:
    """The learner's names."""

    def __init__(self, **names):
        self.names = names

    def get(self, name):
        if name not in self.names:
            raise NameError(f"name '{name}' is not defined")
        return self.names[name]

    def set(self, name, value):
        self.names[name] = value

    def delete(self, name):
        del self.names[name]


GIVEN = GivenNames(
    {"math": "import math", "near": "def near(a): return abs(a) < 1", "x": "x = 1"}, ["string"], ["x", "sum"]
)


@pytest.fixture
def learner():
    return Learner(
        square=lambda x: x * x, x=5, math="fake", near="fake", sum=lambda values: "own sum", digits="fake"
    )


@pytest.fixture
def run(learner):
    names = Names({"__name__": "__main__"}, GIVEN)
    names.begin(learner)

    def run(source):
        exec(source, names, names)
        return names

    return run


def test_what_a_test_lacks_is_the_learners(run):
    assert run("got = [square(n) for n in range(3)]")["got"] == [0, 1, 4]
    assert run("def f():\n    return square(4)\ngot = f()")["got"] == 16


def test_what_the_release_gives_is_its_own(run):
    assert run("got = near(0.5), math.sqrt(4), digits[:2]")["got"] == (True, 2.0, "01")


def test_what_the_learner_is_to_bind_is_the_learners(run):
    assert run("got = x, sum([1]), len([1])")["got"] == (5, "own sum", 1)


def test_a_name_that_nobody_has(run):
    with pytest.raises(NameError, match="'nothing' is not defined"):
        run("nothing")


def test_another_value_for_a_learners_name_is_so_for_the_learner_until_the_test_ends(run, learner):
    before = learner.names["x"]
    names = run("x = x + 1")
    assert learner.names["x"] == before + 1
    names.end()
    assert "x" not in names


def test_a_name_can_be_taken_away_and_given_back(run, learner):
    names = run("old = square\ndel square")
    assert "square" not in learner.names
    with pytest.raises(NameError):
        run("square")
    run("square = old")
    assert learner.names["square"](3) == 9
    names.end()
    names.begin(learner)
    assert run("got = square(2)")["got"] == 4


def test_deleting_what_is_not_there_is_a_name_error(run):
    with pytest.raises(NameError):
        run("del nothing")


def test_what_a_test_binds_stays_until_the_learner_binds_it(run):
    names = run("helper = 3\nresult = 4")
    names.end()
    assert names["helper"] == 3
    names.forget(["result"])
    assert "result" not in names
