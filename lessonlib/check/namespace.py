"""The names of the tests in a learner's notebook: apart from the learner's own, as they are when it is graded.

A learner's function may use a name of its notebook, such as `output`. A test that binds the same name in the same
namespace would change what the function gives.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator
from typing import Any

from lessonlib.check.record import Record

_OURS = "_lessonlib_tests"  # in the learner's namespace


class TestNames(dict[str, Any]):
    """What the tests of a notebook bind; what they lack is one of the learner's names."""

    __test__ = False  # for pytest

    def __init__(self, learners: dict[str, Any]) -> None:
        super().__init__()
        self._learners = learners

    def __missing__(self, name: str) -> Any:
        return self._learners[name]


class Apart:
    """Runs the tests of a notebook in names of their own; what they import is the learner's, too.

    What a test binds stays for the tests after it, until the learner binds the name. After a failure the learner sees
    all of a test's names that are none of the learner's, to find out what went wrong.
    """

    def __init__(self, record: Record, shell: Any) -> None:
        self._record, self._shell = record, shell
        self._names = TestNames(shell.user_ns)
        self._shown: dict[str, Any] = {}  # the learner's names that a failed test has lent
        self._theirs: dict[str, Any] = {}  # what the learner had by the tests' names, after the last test
        self._test = ast.Module([], [])

    def start(self) -> None:
        """Look at the cells of `shell`, an IPython, from now on; one that did so before does no longer."""
        transformers = self._shell.ast_transformers
        transformers[:] = [*(one for one in transformers if not isinstance(one, Apart)), self]

    def visit(self, cell: ast.Module) -> ast.Module:
        """What IPython is to run for `cell`: if it is a test, a call of `run`."""
        if not self._record.is_test or _is_coroutine(cell):
            return cell
        self._test = cell
        self._shell.user_ns[_OURS] = self
        return ast.parse(f"{_OURS}.run()")

    def run(self) -> Any:
        """Run the test, and return the value of the expression that it ends in."""
        __tracebackhide__ = True  # in IPython's tracebacks
        learners = self._shell.user_ns
        self._take_back(learners)
        before = dict(self._names)
        try:
            return self._run(sys._getframe(1).f_code.co_filename)
        except BaseException:
            bound = {name: value for name, value in self._names.items() if before.get(name) is not value}
            self._shown = {name: value for name, value in bound.items() if name not in learners}
            learners |= self._shown
            raise
        finally:
            learners |= {name: self._names[name] for name in _imported(self._test) if name in self._names}
            self._theirs = {name: learners[name] for name in self._names if name in learners}

    def _take_back(self, learners: dict[str, Any]) -> None:
        """The learner keeps what the learner's cells have bound since the last test, and nothing of a test's."""
        for name in list(self._names):
            if name in learners and learners[name] is not self._theirs.get(name):
                del self._names[name]
        for name, value in self._shown.items():
            if learners.get(name) is value:
                del learners[name]
        self._shown = {}

    def _run(self, file: str) -> Any:
        __tracebackhide__ = True
        flags, body = self._shell.compile.flags, list(self._test.body)
        last = body[-1].value if body and isinstance(body[-1], ast.Expr) else None
        done = body if last is None else body[:-1]
        exec(compile(ast.Module(done, []), file, "exec", flags, dont_inherit=True), self._names)
        if last is None:
            return None
        return eval(compile(ast.Expression(last), file, "eval", flags, dont_inherit=True), self._names)


def _is_coroutine(cell: ast.Module) -> bool:
    """Whether it awaits at its top level, which only IPython itself can run."""
    flags = compile(cell, "", "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT, dont_inherit=True).co_flags
    return bool(flags & inspect.CO_COROUTINE)


def _imported(cell: ast.Module) -> Iterator[str]:
    """The names that its import statements bind."""
    for statement in cell.body:
        if isinstance(statement, ast.Import | ast.ImportFrom):
            for alias in statement.names:
                yield alias.asname or alias.name.partition(".")[0]
