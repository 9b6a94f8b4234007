"""What was not understood, as tables for a spreadsheet: questions.csv and mistakes.csv."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from lessonlib.grading.printable import guarded
from lessonlib.grading.private import write_private
from lessonlib.grading.report.understanding.insight import Insight

_QUESTIONS = (
    "question",
    "possible",
    "students",
    "right",
    "discrimination",
    "seconds",
    "most_seconds",
    "remark",
)
_MISTAKES = ("students", "of", "mistake", "questions", "attempts", "who")


def write_insight(folder: Path, insight: Insight) -> None:
    """Write both tables into `folder`, for the instructor alone."""
    _write(folder / "questions.csv", _QUESTIONS, _question_lines(insight))
    _write(folder / "mistakes.csv", _MISTAKES, _mistake_lines(insight))


def _question_lines(insight: Insight) -> Iterator[list[str]]:
    for one in insight.items:
        numbers = (one.discrimination, one.seconds, one.most_seconds)
        shown = ["" if number is None else f"{number:.3f}" for number in numbers]
        yield [one.name, f"{one.possible:g}", str(one.students), f"{one.right:.3f}", *shown, one.remark]


def _mistake_lines(insight: Insight) -> Iterator[list[str]]:
    for cause in insight.causes:
        yield [
            str(len(cause.students)),
            str(insight.students),
            cause.about,
            " ".join(cause.questions),
            " ".join(cause.attempts),
            " ".join(cause.students),
        ]
    for group in insight.groups:
        count = str(len(group.students))
        yield [count, str(insight.students), group.headline, group.question, "", " ".join(group.students)]


def _write(path: Path, headings: Iterable[str], lines: Iterable[Iterable[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([list(headings), *([guarded(cell) for cell in line] for line in lines)])
    write_private(path, "\ufeff" + text.getvalue())
