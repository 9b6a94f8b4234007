"""The instructor's report of a class: one web page, without scripts, in the reader's light or dark colours."""

from __future__ import annotations

import os.path
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from lessonlib.build.files import write_atomic
from lessonlib.grading.report.statistics import ClassStatistics
from lessonlib.grading.result import Grade
from lessonlib.grading.web_page import environment

_COLOUR = {"graded": "good", "repaired": "good", "missing": "none", "partial": "some"}


def write_report(path: Path, assignment: str, grades: Sequence[Grade], figures: ClassStatistics) -> None:
    """Write the page to `path`; feedback pages are linked relative to it."""
    bins = figures.distribution()
    page = (
        environment()
        .get_template("grading.report:report.html")
        .render(
            colour=lambda state: _COLOUR.get(state, "bad"),
            assignment=assignment,
            made=datetime.now().astimezone(),
            grades=grades,
            figures=figures,
            bins=bins,
            most=max((count for *_, count in bins), default=0) or 1,
            hardest=sorted(figures.questions, key=lambda question: -question.difficulty),
            attention=[grade for grade in grades if grade.needs_attention],
            unsafe=[grade for grade in grades if not grade.sandboxed],
            links={grade.student: _link(path, grade) for grade in grades},
        )
    )
    write_atomic(path, page)


def _link(report: Path, grade: Grade) -> str:
    """The feedback page as seen from the report; empty where there is none."""
    if grade.feedback is None:
        return ""
    return quote(os.path.relpath(grade.feedback, report.parent))
