"""Files that an ordinary test and the learner's code exchange: `save("out.csv"); assert open("out.csv")...`.

The two have no folder in common. So the files that a test names, in its own text or as an argument, are copied to
the other side before each call and back after it.
"""

from __future__ import annotations

import ast
import os
import re
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

MOST_BYTES = 16 << 20  # of one file
_MOST_NAMES = 50
_NAME = re.compile(r"[^\0\n*?<>|\"]{1,200}\.\w{1,10}")
_CODE = (".py", ".pyc", ".so", ".pth", ".ipynb")  # nothing of the learner's is ever imported here


def file_names(source: str) -> list[str]:
    """The texts in a test that look like file names."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, RecursionError):
        return []
    return named_files(node.value for node in nodes if isinstance(node, ast.Constant))


def named_files(values: Iterable[Any]) -> list[str]:
    """Those of `values` that look like file names."""
    texts = (os.fspath(value) if issubclass(type(value), os.PathLike) else value for value in values)
    found = [text for text in texts if type(text) is str and _NAME.fullmatch(text)]
    return list(dict.fromkeys(found))[:_MOST_NAMES]


class SharedFiles:
    """The files of one test. `put(name, content)` and `get(names)` reach the other side; without content, `put`
    makes the folder of the file. `given` are names whose files stay as they are here, whatever the learner's code
    does.
    """

    def __init__(
        self,
        put: Callable[[str, bytes | None], None],
        get: Callable[[list[str]], dict[str, bytes]],
        given: Iterable[str],
    ) -> None:
        self._put, self._get, self._given = put, get, frozenset(given)
        self._known: dict[str, bytes | None] = {}  # what both sides have

    def give(self, names: Iterable[str]) -> None:
        """Bring the files on the other side up to date."""
        for name in filter(_is_ours, names):
            content = _read(name)
            new = name not in self._known or (content is not None and self._known[name] != content)
            if new and (content is not None or os.path.dirname(name)):
                self._put(name, content)
                self._known[name] = content

    def take(self, names: Iterable[str]) -> None:
        """Bring the files on this side up to date."""
        wanted = [
            name for name in names if _is_ours(name) and not name.endswith(_CODE) and name not in self._given
        ]
        if not wanted:
            return
        for name, content in self._get(wanted).items():
            if name in wanted and self._known.get(name) != content:
                with suppress(OSError):
                    Path(name).parent.mkdir(parents=True, exist_ok=True)
                    Path(name).write_bytes(content)
                self._known[name] = content


def _is_ours(name: str) -> bool:
    """Whether it lies in the test's folder or in the folder for temporary files."""
    path = Path(os.path.abspath(name))
    return path.is_relative_to(Path.cwd()) or path.is_relative_to(tempfile.gettempdir())


def _read(name: str) -> bytes | None:
    path = Path(name)
    try:
        return path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError:
        return None
