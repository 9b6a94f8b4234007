"""What a test sets in its process is so in the learner's process: seeds, `input`, `print`."""

from __future__ import annotations

import builtins
import io
import random
import sys
from unittest import mock

import numpy as np
import pytest
import torch

from lessonlib.check.ordinary.process_state import (
    ProcessState,
    Replacements,
    generator_states,
    set_generators,
)


@pytest.fixture(autouse=True)
def as_before():
    before = generator_states()
    yield
    set_generators(before)


@pytest.fixture
def state():
    state = ProcessState()
    state.begin()
    return state


def test_nothing_changed(state):
    assert state.changes() == {}
    assert state.changes() == {}


@pytest.mark.parametrize(
    ("name", "seed", "draw"),
    [
        ("random", lambda: random.seed(3), random.random),
        ("numpy", lambda: np.random.seed(3), np.random.random_sample),
        ("torch", lambda: torch.manual_seed(3), lambda: torch.rand(()).item()),
    ],
)
def test_a_generator_that_was_seeded_draws_the_same_there(state, name, seed, draw):
    seed()
    wanted = draw()
    seed()
    changes = state.changes()
    assert list(changes) == [name]
    set_generators(changes)
    assert draw() == wanted


def test_the_same_seed_again_is_a_change_again(state):
    random.seed(3)
    first = state.changes()
    assert state.changes() == {}
    random.seed(3)
    again = state.changes()
    assert first["random"][1].tolist() == again["random"][1].tolist()


def test_a_seed_that_a_test_before_has_left_is_a_change_too(state):
    random.seed(3)
    state.begin()
    random.seed(3)
    assert list(state.changes()) == ["random"]


def test_numbers_drawn_before_a_test_are_nobodys_doing(state):
    random.random()
    state.begin()
    assert state.changes() == {}


def test_functions_that_were_replaced_are_told_until_they_are_back(state):
    with mock.patch("builtins.input", return_value="Ada") as asked, mock.patch("builtins.print") as printed:
        assert state.changes() == {"functions": {"input": asked, "print": printed}}
        assert state.changes() == {}
    assert state.changes() == {"functions": {}}


def test_lines_are_read_from_another_standard_input(state, monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.StringIO("one\ntwo"))
    readline = state.changes()["functions"]["readline"]
    assert [readline(), readline()] == ["one", "two"]
    with pytest.raises(EOFError, match="EOF when reading a line"):
        readline()


@pytest.fixture
def replacements(monkeypatch):
    for name in ("input", "print"):
        monkeypatch.setattr(builtins, name, getattr(builtins, name))  # back at the end
    return Replacements()


def test_the_learners_side_calls_them_and_then_its_own_again(replacements):
    own = input
    replacements.use({"input": lambda prompt: f"{prompt} Ada"})
    assert input("name?") == "name? Ada"
    replacements.use({})
    assert input is own


def test_a_prompt_is_printed_where_lines_are_read(replacements, capsys):
    replacements.use({"readline": lambda: "Ada"})
    assert input("name? ") == "Ada"
    assert capsys.readouterr().out == "name? "
