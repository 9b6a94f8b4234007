"""Errors that are known by name become errors that `except` finds."""

from __future__ import annotations

import json
import subprocess

import pytest

from lessonlib.check.raised import Errors, qualified_names
from lessonlib.check.remote import ConnectionLost


class Outer:
    class Inner(KeyError):
        pass


def test_names_of_a_class_and_its_bases():
    assert qualified_names(Outer.Inner)[0].endswith("test_raised.Outer.Inner")
    assert qualified_names(ValueError) == [
        f"builtins.{name}" for name in ("ValueError", "Exception", "BaseException")
    ]


@pytest.mark.parametrize("kind", [ValueError, KeyError, ZeroDivisionError, json.JSONDecodeError, NameError])
def test_a_class_that_is_here_is_the_very_class(kind):
    assert Errors().kind(qualified_names(kind)) is kind


def test_a_class_of_the_learners_is_made_once_with_its_bases():
    errors = Errors()
    names = ["__main__.Empty", "__main__.Base", "builtins.LookupError", "builtins.Exception"]
    made = errors.kind(names)
    assert made is errors.kind(names)
    assert (made.__name__, made.__mro__[1].__name__, made.__mro__[2]) == ("Empty", "Base", LookupError)
    with pytest.raises(LookupError, match="nothing left"):
        raise errors.instance(names, "nothing left", ["nothing left"], "")


def test_arguments_message_and_line():
    error = Errors().instance(qualified_names(KeyError), "'loss'", ["loss"], "history['loss']")
    assert (error.args, str(error), error.__notes__) == (("loss",), "'loss'", ["at: history['loss']"])


def test_a_class_that_wants_other_arguments_is_raised_as_its_base():
    names = qualified_names(subprocess.CalledProcessError)
    error = Errors().instance(names, "it failed", [], "")
    assert isinstance(error, subprocess.SubprocessError)
    assert "it failed" in str(error)


def test_no_error_of_the_graders_own_can_be_named():
    made = Errors().kind(qualified_names(ConnectionLost))
    assert made is not ConnectionLost
    assert not issubclass(made, ConnectionLost)
