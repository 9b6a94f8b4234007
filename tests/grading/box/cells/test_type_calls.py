"""Calls of `type` in a test; that they find a learner's class is shown by ordinary_course.py."""

from __future__ import annotations

import ast

import pytest

from lessonlib.grading.box.cells.type_calls import TypeCalls


def run(source):
    names = {}
    tree = TypeCalls(names).visit(ast.parse(source))
    exec(compile(tree, "<test>", "exec"), names)
    return names, ast.unparse(tree)


def test_values_have_the_type_that_they_have():
    names, text = run("kinds = [type(x) for x in (1, 'a', type(2.0))]")
    assert names["kinds"] == [int, str, type]
    assert text.count("__lessonlib_type__") == 2


@pytest.mark.parametrize("source", ["Made = type('Made', (), {})", "kind = type", "kind = type(*[3])"])
def test_other_uses_of_type_stay(source):
    assert "__lessonlib_type__" not in run(source)[1]


def test_lines_stay_for_tracebacks():
    with pytest.raises(ZeroDivisionError) as error:
        run("x = 1\ntype(\n    x / 0\n)")
    assert error.traceback[-1].lineno + 1 == 3
