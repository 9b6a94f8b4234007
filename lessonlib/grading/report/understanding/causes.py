"""Why tests failed: what a class did, compared with the wrong attempts that the lesson's author foresaw."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from lessonlib.build.attempts import Attempt
from lessonlib.grading.report.understanding.failures import Failure

OPEN = "left the task as it was"


@dataclass(frozen=True)
class Cause:
    """One mistake: what it is, the questions in which it shows, and who made it. `attempts`: the declared attempts that
    fit; several where the tests cannot tell them apart, none for a task that was left open.
    """

    about: str
    questions: tuple[str, ...]
    students: tuple[str, ...]
    attempts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    """The causes that were found, the most frequent first, and the failures that none of them explains."""

    causes: tuple[Cause, ...]
    rest: tuple[Failure, ...]


def explain(failures: Iterable[Failure], attempts: Sequence[Attempt]) -> Explained:
    """Find for each student's failures, in one notebook and in its order, the attempts that fit.

    An attempt fits a failure when its message occurs in it and all tests that catch the attempt failed. Of those that
    fit, the one that explains most failures counts. What is explained is not explained again.
    """
    found: dict[tuple[str, ...], tuple[str, tuple[str, ...], list[str]]] = {}
    rest: list[Failure] = []
    for mine in _by_student(failures):
        for about, names, explained in _explanations(mine, attempts, rest):
            questions = tuple(one.question for one in explained)
            key = names or (OPEN, *questions)
            found.setdefault(key, (about, questions, []))[2].append(mine[0].student)
    causes = (
        Cause(about, questions, tuple(students), () if key[0] == OPEN else key)
        for key, (about, questions, students) in found.items()
    )
    return Explained(tuple(sorted(causes, key=lambda cause: -len(cause.students))), tuple(rest))


def _by_student(failures: Iterable[Failure]) -> list[list[Failure]]:
    """The failures of each student in each notebook."""
    groups: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        groups.setdefault((failure.student, failure.notebook), []).append(failure)
    return list(groups.values())


def _explanations(
    failures: Sequence[Failure], attempts: Sequence[Attempt], rest: list[Failure]
) -> Iterator[tuple[str, tuple[str, ...], list[Failure]]]:
    """What was done, the attempts that did it, and the failures that it explains; the others go to `rest`."""
    left = {failure.test: failure for failure in failures}
    for failure in failures:
        if failure.is_open:
            yield OPEN, (), [left.pop(failure.test)]
    while left:
        first = left.pop(next(iter(left)))
        fitting = [one for one in attempts if _fits(one, first, left.keys() | {first.test})]
        most = max((len(one.caught_by) for one in fitting), default=0)
        best = [one for one in fitting if len(one.caught_by) == most]
        if not best:
            rest.append(first)
            continue
        explained = [first, *(left.pop(test) for test in best[0].caught_by if test in left)]
        about = " Or: ".join(dict.fromkeys(one.about for one in best))
        yield about, tuple(one.name for one in best), explained


def _fits(attempt: Attempt, failure: Failure, failed: Iterable[str]) -> bool:
    caught = attempt.caught_by
    return (
        bool(caught)
        and caught[0] == failure.test
        and attempt.message in failure.message
        and set(caught) <= set(failed)
    )
