import ast
import gc
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor

import pytest

from lessonlib.notebook.syntax import is_command, parse, program

DEEP = "-" * 100_000 + "1"


@pytest.mark.parametrize(
    ("source", "message", "line"),
    [("x = 1\ny =", "invalid syntax", 2), ("x = '\0'", "null bytes", None), (DEEP, "too many levels", None)],
)
def test_what_python_cannot_read_is_a_syntax_error(source, message, line):
    with pytest.raises(SyntaxError, match=message) as error:
        parse(source)
    assert error.value.lineno == line
    assert program(source).body == []


def test_nothing_is_warned_of_and_the_filters_stay():
    before = list(warnings.filters)
    assert ast.unparse(parse("1 is 1")) == "1 is 1"  # a SyntaxWarning, and tests make errors of warnings
    assert warnings.filters == before


def test_commands_of_ipython_are_left_out():
    source = "%time\nx = 1\n  !ls\n?print\ny = x % 2"
    assert ast.unparse(program(source)) == "x = 1\ny = x % 2"
    assert [line for line in source.split("\n") if is_command(line)] == ["%time", "  !ls", "?print"]


@pytest.fixture
def many_switches(monkeypatch):
    """Threads take turns at each collection of garbage, also in the midst of a tree."""
    interval, threshold = sys.getswitchinterval(), gc.get_threshold()
    monkeypatch.setattr(gc, "callbacks", [*gc.callbacks, lambda phase, info: sum(range(30))])
    sys.setswitchinterval(1e-6)
    gc.set_threshold(10)
    yield
    gc.set_threshold(*threshold)
    sys.setswitchinterval(interval)


def test_threads_may_read_at_once(many_switches):
    """`ast.parse` itself raises SystemError here on 3.11."""
    sources = [f"x = [{'(1, [2]), ' * size}]" for size in (20, 60) * 20]
    with ThreadPoolExecutor(4) as pool:
        texts = list(pool.map(lambda source: ast.unparse(parse(source)), sources))
    assert [text.count("[2]") for text in texts] == [20, 60] * 20
