"""The source in the notebook's own kernel: faults of the learner's code, and what may be sent to it."""

from __future__ import annotations

import sys

import pytest

from lessonlib.check.local import LocalSource, to_argument
from lessonlib.check.source import Fault, Ref


def fault_of(code, *args):
    names = {}
    exec(code, names)
    source = LocalSource(names)
    with pytest.raises(Fault) as caught:
        source.call(source.get("f"), args, {})
    return caught.value


def test_a_fault_names_the_class_and_its_bases():
    assert fault_of("def f():\n    raise UnicodeError('x')").types[:3] == (
        "UnicodeError",
        "ValueError",
        "Exception",
    )


def test_an_error_that_cannot_be_written_is_still_a_fault():
    code = (
        "class Odd(Exception):\n    def __str__(self):\n        raise RuntimeError\ndef f():\n    raise Odd"
    )
    assert fault_of(code).message == "(its message cannot be shown)"


def test_a_long_message_is_cut():
    assert len(fault_of("def f():\n    raise ValueError('x' * 10**6)").message) <= 400


def test_an_argument_too_many_is_a_fault_without_a_line():
    fault = fault_of("def f():\n    pass", 1)
    assert fault.types[0] == "TypeError"
    assert fault.line == ""


def test_the_users_interrupt_passes():
    names = {}
    exec("def f():\n    raise KeyboardInterrupt", names)
    source = LocalSource(names)
    with pytest.raises(KeyboardInterrupt):
        source.call(source.get("f"), (), {})


def test_the_default_namespace_is_that_of_main(monkeypatch):
    monkeypatch.setattr(sys.modules["__main__"], "learners_name", 7, raising=False)
    assert LocalSource().get("learners_name") == 7


def test_a_reference_of_another_source_is_refused():
    with pytest.raises(TypeError, match="another source"):
        to_argument(Ref("Model"))


def test_a_tensor_keeps_its_wish_for_a_gradient():
    import torch

    sent = to_argument(torch.ones(2, requires_grad=True))
    assert sent.requires_grad
    assert sent.is_leaf
