"""The code of cells as syntax trees, read from any thread."""

from __future__ import annotations

import ast
import warnings
from threading import Lock

_COMMANDS = ("%", "!", "?")  # how the lines start that IPython reads
_ONE_AT_A_TIME = Lock()


def parse(source: str) -> ast.Module:
    """The tree of Python code; nothing is warned of. Raises SyntaxError for all that Python cannot read.

    Its `lineno` is None where no line is to blame.
    """
    # Python 3.11 (seen with 3.11.2 and 3.11.7, not with 3.12.1 and 3.13.0) counts how deep the trees of all threads are
    # with one counter, and raises SystemError when that does not come out. The filters of warnings belong to all
    # threads, too.
    with _ONE_AT_A_TIME, warnings.catch_warnings(action="ignore"):
        try:
            return ast.parse(source)
        except ValueError as error:
            raise SyntaxError(str(error)) from error
        except (RecursionError, MemoryError) as error:
            raise SyntaxError("too many levels of operators or brackets") from error


def program(source: str) -> ast.Module:
    """The tree of a cell without its commands of IPython; an empty one where Python cannot read it."""
    lines = ["" if is_command(line) else line for line in source.split("\n")]
    try:
        return parse("\n".join(lines))
    except SyntaxError:
        return ast.Module([], [])


def is_command(line: str) -> bool:
    """Whether a line of a cell is a command of IPython, such as `%time` or `!ls`."""
    return line.lstrip().startswith(_COMMANDS)
