"""Which files the tests of a release ask for, and which they make themselves; read from the tests' text.

`answer.file("runs/final.pt")` and `answer.files(f"{folder}/*.csv")` ask. A name with a part that is drawn anew
in each run, such as `f"checks/{secrets.token_hex(4)}"`, can only be one that the test makes for itself.
"""

from __future__ import annotations

import ast
import glob
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import translate
from functools import cached_property, lru_cache

from lessonlib.grading.handed_in.reference import Release
from lessonlib.notebook.syntax import program

_ANY, _HEX = "*", "[0-9a-f]"
_MOST_STEPS = 8  # from a name to what it was assigned, and on


@dataclass(frozen=True)
class FilePatterns:
    """`asked` and `made`: patterns of names, in which * stands for anything, slashes included."""

    asked: frozenset[str] = frozenset()
    made: frozenset[str] = frozenset()

    def is_asked(self, name: str) -> bool:
        """Whether a test asks for this file."""
        return self._asked.fullmatch(name) is not None

    def is_made(self, name: str) -> bool:
        """Whether this file or folder was made by a run of a test."""
        return self._made.fullmatch(name) is not None

    @cached_property
    def _asked(self) -> re.Pattern[str]:
        return _one_of(self.asked - self.made)

    @cached_property
    def _made(self) -> re.Pattern[str]:
        return _one_of(self.made | {f"{pattern}/*" for pattern in self.made})


def file_patterns(releases: Iterable[Release]) -> FilePatterns:
    """What all tests of `releases` ask for and make."""
    found = [
        _patterns_in(cell.source)
        for release in releases
        for cell in release.cells
        if cell.is_test and cell.cell_type == "code"
    ]
    asked = (pattern for one in found for pattern in one.asked)
    return FilePatterns(frozenset(asked), frozenset(pattern for one in found for pattern in one.made))


@lru_cache(maxsize=1_000)
def _patterns_in(source: str) -> FilePatterns:
    """Those of one test. The same tests are read for each submission."""
    tree = program(source)
    names = _assigned(tree)
    asked = (pattern for pattern in _asked_in(tree, names) if _says_something(pattern))
    return FilePatterns(frozenset(asked), frozenset(text for text in _texts(tree, names) if _HEX in text))


def _one_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(translate(pattern) for pattern in sorted(patterns)) or r"(?!)")


def _says_something(pattern: str) -> bool:
    return re.search(r"\w", pattern) is not None


def _assigned(tree: ast.Module) -> dict[str, ast.expr]:
    """The last expression that each name is assigned, where it is just one."""
    return {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _asked_in(tree: ast.Module, names: Mapping[str, ast.expr]) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(value=ast.Name("answer"), attr="file" | "files" as kind)) if (
                node.args
            ):
                pattern = _pattern(node.args[0], names, is_glob=kind == "files")
                yield pattern.replace("**/", _ANY).removeprefix("./")


def _texts(tree: ast.Module, names: Mapping[str, ast.expr]) -> Iterator[str]:
    """The patterns of all texts that are put together of parts."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.JoinedStr, ast.BinOp)):
            yield _pattern(node, names).removeprefix("./")


def _pattern(
    node: ast.expr, names: Mapping[str, ast.expr], *, is_glob: bool = False, steps: int = _MOST_STEPS
) -> str:
    """What a text can be: its fixed parts, with * for all that is not known."""
    if steps == 0:
        return _ANY

    def part(inner: ast.expr) -> str:
        return _pattern(inner, names, is_glob=is_glob, steps=steps - 1)

    match node:
        case ast.Constant(str(text)):
            return text if is_glob else glob.escape(text)
        case ast.JoinedStr(values):
            return "".join(map(part, values))
        case ast.FormattedValue(value):
            return part(value)
        case ast.BinOp(left, ast.Add(), right):
            return part(left) + part(right)
        case ast.Name(name) if name in names:
            return part(names[name])
        case ast.Call(
            func=ast.Attribute(attr="token_hex") | ast.Name("token_hex"), args=[ast.Constant(int(number))]
        ):
            return _HEX * 2 * number
        case ast.Attribute(ast.Call() as call, "hex") if _is_uuid(call):
            return _HEX * 32
        case ast.Call() as call if _is_uuid(call):
            return "-".join(_HEX * number for number in (8, 4, 4, 4, 12))
    return _ANY


def _is_uuid(call: ast.Call) -> bool:
    return getattr(call.func, "attr", getattr(call.func, "id", "")) == "uuid4"
