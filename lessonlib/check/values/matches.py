"""What a learner's regular expression found, as a value (exact.py).

The expression is not run again: one that takes for ever would take the test's time.
"""

from __future__ import annotations

import re
from typing import Any


class Found:
    """Like the re.Match that it was made from, without its pattern: always true, with its text and its groups.

    `spans` are begin and end of the whole and of each group, -1 where a group took no part; `names` has the numbers of
    named groups.
    """

    def __init__(self, string: Any, spans: list[tuple[int, int]], names: dict[str, int]) -> None:
        self.string, self.regs, self._names = string, tuple(spans), names

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        return re.Match

    def span(self, group: int | str = 0) -> tuple[int, int]:
        number = self._names.get(group, group) if isinstance(group, str) else group
        if not isinstance(number, int) or not 0 <= number < len(self.regs):
            raise IndexError("no such group")
        return self.regs[number]

    def start(self, group: int | str = 0) -> int:
        return self.span(group)[0]

    def end(self, group: int | str = 0) -> int:
        return self.span(group)[1]

    def group(self, *groups: int | str) -> Any:
        found = tuple(self[group] for group in groups or (0,))
        return found[0] if len(found) == 1 else found

    def groups(self, default: Any = None) -> tuple[Any, ...]:
        return tuple(default if self[n] is None else self[n] for n in range(1, len(self.regs)))

    def groupdict(self, default: Any = None) -> dict[str, Any]:
        return {name: default if self[name] is None else self[name] for name in self._names}

    def __getitem__(self, group: int | str) -> Any:
        begin, end = self.span(group)
        return None if begin < 0 else self.string[begin:end]

    def __repr__(self) -> str:
        return f"<re.Match object; span={self.span()}, match={self.group()!r}>"


def match_parts(match: Any) -> list[Any]:
    """The parts from which `found` makes it again."""
    names = match._names if type(match) is Found else dict(match.re.groupindex)
    return [match.string, [list(span) for span in match.regs], names]


def found(string: Any, spans: list[Any], names: dict[str, int]) -> Found:
    """Raises ValueError for parts of no match."""
    whole = [tuple(span) for span in spans]
    if type(string) not in (str, bytes) or not whole or type(names) is not dict:
        raise ValueError
    if not all(len(span) == 2 and all(type(place) is int for place in span) for span in whole):
        raise ValueError
    return Found(string, whole, names)
