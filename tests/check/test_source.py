"""The seam: `answer` works with any source, also one whose references are numbers, as over a wire."""

from __future__ import annotations

from typing import Any

import pytest

from lessonlib.check import CheckFailed, expect
from lessonlib.check.answer import Answer
from lessonlib.check.local import LocalSource
from lessonlib.check.source import Ref


class NumberedRef(Ref):
    """A reference of which this side knows a number only."""

    def __init__(self, number: int, type_name: str) -> None:
        super().__init__(type_name)
        self.number = number


class NumberedSource:
    """Keeps the objects to itself, as a worker in another process does, and hands out numbers."""

    def __init__(self, local: LocalSource) -> None:
        self._local = local
        self._kept: list[Ref] = []

    def get(self, path: str) -> Any:
        return self._out(self._local.get(path))

    def getattr(self, ref: NumberedRef, name: str) -> Any:
        return self._out(self._local.getattr(self._kept[ref.number], name))

    def getitem(self, ref: NumberedRef, key: Any) -> Any:
        return self._out(self._local.getitem(self._kept[ref.number], self._in(key)))

    def call(self, ref: NumberedRef, args: Any, kwargs: Any) -> Any:
        return self._out(self._local.call(self._kept[ref.number], self._in(args), self._in(kwargs)))

    def keep(self, value: Any) -> Any:
        return self._out(self._local.keep(self._in(value)))

    def define(self, source: str, name: str) -> Any:
        return self._out(self._local.define(source, name))

    def write_file(self, name: str, content: bytes) -> None:
        self._local.write_file(name, content)

    def read_file(self, name: str) -> bytes:
        return self._local.read_file(name)

    def list_files(self, pattern: str) -> list[str]:
        return self._local.list_files(pattern)

    def _out(self, value: Any) -> Any:
        if isinstance(value, Ref):
            self._kept.append(value)
            return NumberedRef(len(self._kept) - 1, value.type_name)
        if isinstance(value, list):
            return [self._out(part) for part in value]
        return (
            {self._out(key): self._out(part) for key, part in value.items()}
            if isinstance(value, dict)
            else value
        )

    def _in(self, value: Any) -> Any:
        if isinstance(value, NumberedRef):
            return self._kept[value.number]
        if isinstance(value, list | tuple):
            return type(value)(self._in(part) for part in value)
        return (
            {self._in(key): self._in(part) for key, part in value.items()}
            if isinstance(value, dict)
            else value
        )


@pytest.fixture
def answer(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {"__name__": "__main__"}
    exec(
        "from pathlib import Path\n"
        "class Session:\n"
        "    def __enter__(self):\n        return self\n"
        "    def __exit__(self, *error):\n        Path('log').write_text('closed')\n"
        "    def run(self, fetch, feed):\n        return feed[fetch] * 2\n"
        "class Node: pass\n"
        "def build():\n    return {'x': Node(), 'steps': (1, 2)}\n",
        names,
    )
    return Answer(NumberedSource(LocalSource(names)))


def test_a_test_cell_does_not_notice(answer):
    model = answer.build()
    expect.equal(model["steps"], [1, 2])
    with answer.Session() as session:
        expect.equal(session.run(model["x"], {model["x"]: 21}), 42)
        expect.raises(lambda: session.run(1, {}), "KeyError", match="1")
    assert answer.file(answer.files("*")[0]).read_text() == "closed"
    with pytest.raises(CheckFailed, match="'absent' is not there yet"):
        _ = answer.absent
