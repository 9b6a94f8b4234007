"""Which passages two students share: not given by the release or the solution, and not what most of the class writes.

The comparison is that of Schleimer, Wilkerson and Aiken (Winnowing, SIGMOD 2003), with all passages of a length in
place of a selection, for answers are short.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from lessonlib.grading.similar.tokens import Token, code_tokens, grams, text_tokens

CODE, PROSE = 12, 7  # words of a passage
_USUAL = 0.25  # share of the class above which a passage is the usual way to write it
_FEWEST = 2  # students who may always share one

Passage = tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What one student wrote in one cell."""

    student: str
    task: str
    source: str
    is_code: bool = True

    def tokens(self) -> list[Token]:
        return code_tokens(self.source) if self.is_code else text_tokens(self.source)

    @property
    def length(self) -> int:
        """Words of a passage."""
        return CODE if self.is_code else PROSE


@dataclass(frozen=True)
class Side:
    """One of two answers: its text in pieces, each with whether the other answer has it, too. `shared` and `own`: words
    in shared passages, and words that are compared at all.
    """

    pieces: tuple[tuple[str, bool], ...]
    shared: int
    own: int


@dataclass(frozen=True)
class Pair:
    """Two students, and the tasks in which they share passages, those with the most first."""

    students: tuple[str, str]
    tasks: tuple[tuple[str, Side, Side], ...]

    @property
    def shared(self) -> int:
        """Words in shared passages, of the student with fewer."""
        return min(sum(sides[at].shared for _, *sides in self.tasks) for at in (0, 1))

    @property
    def share(self) -> float:
        """The part of what was compared in these tasks that is shared, of the student with more."""
        return max(
            sum(sides[at].shared for _, *sides in self.tasks)
            / max(1, sum(sides[at].own for _, *sides in self.tasks))
            for at in (0, 1)
        )


@dataclass
class _Indexed:
    """An answer with its words, and the places of the passages that count."""

    answer: Answer
    words: list[Token]
    places: dict[Passage, list[int]] = field(default_factory=dict)

    def covered(self, passages: Iterable[Passage]) -> set[int]:
        """The numbers of the words in these passages."""
        length = self.answer.length
        return {n for one in passages for start in self.places[one] for n in range(start, start + length)}


def similar_pairs(answers: Sequence[Answer], given: Sequence[Answer]) -> list[Pair]:
    """All pairs of students who share a passage, those who share most first. `given`: texts of the release and the
    solution, which nobody has from somebody else.
    """
    found: dict[tuple[str, str], list[tuple[str, Side, Side]]] = {}
    for task in dict.fromkeys(answer.task for answer in answers):
        mine = [answer for answer in answers if answer.task == task]
        for first, second, sides in _of_task(mine, given):
            found.setdefault((first, second), []).append((task, *sides))
    pairs = [
        Pair(students, tuple(sorted(tasks, key=lambda one: -one[1].shared)))
        for students, tasks in found.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.shared, -pair.share, pair.students))


def _of_task(
    answers: Sequence[Answer], given: Sequence[Answer]
) -> Iterator[tuple[str, str, tuple[Side, Side]]]:
    """The pairs that share something in one cell."""
    known = {passage for one in given for passage, _ in grams(one.tokens(), one.length)}
    indexed = [_index(answer, known) for answer in sorted(answers, key=lambda one: one.student)]
    owners: dict[Passage, list[int]] = {}
    for number, one in enumerate(indexed):
        for passage in one.places:
            owners.setdefault(passage, []).append(number)
    usual = max(_FEWEST, int(_USUAL * len(indexed)))
    shared: dict[tuple[int, int], list[Passage]] = {}
    for passage, numbers in owners.items():
        if len(numbers) <= usual:
            for pair in combinations(numbers, 2):
                shared.setdefault(pair, []).append(passage)
    rare = {passage for passage, numbers in owners.items() if len(numbers) <= usual}
    for (first, second), passages in shared.items():
        sides = tuple(_side(indexed[one], passages, rare) for one in (first, second))
        yield indexed[first].answer.student, indexed[second].answer.student, (sides[0], sides[1])


def _index(answer: Answer, known: set[Passage]) -> _Indexed:
    one = _Indexed(answer, answer.tokens())
    for passage, start in grams(one.words, answer.length):
        if passage not in known:
            one.places.setdefault(passage, []).append(start)
    return one


def _side(one: _Indexed, passages: Sequence[Passage], rare: set[Passage]) -> Side:
    covered = one.covered(passages)
    own = one.covered(passage for passage in one.places if passage in rare)
    return Side(tuple(_pieces(one, covered)), len(covered), len(own))


def _pieces(one: _Indexed, covered: set[int]) -> Iterator[tuple[str, bool]]:
    """The text, cut where a shared passage begins or ends."""
    source, done = one.answer.source, 0
    for start, end in _runs(sorted(covered)):
        first, last = one.words[start].start, one.words[end].end
        if first > done:
            yield source[done:first], False
        yield source[first:last], True
        done = last
    if done < len(source):
        yield source[done:], False


def _runs(numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run without a gap."""
    start = 0
    for at in range(1, len(numbers) + 1):
        if at == len(numbers) or numbers[at] != numbers[at - 1] + 1:
            yield numbers[start], numbers[at - 1]
            start = at
