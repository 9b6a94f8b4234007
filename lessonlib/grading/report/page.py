"""The instructor's report of a class: one web page, without scripts, in the reader's light or dark colours."""

from __future__ import annotations

import os.path
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from lessonlib.grading.private import write_private
from lessonlib.grading.report.row import Row
from lessonlib.grading.report.statistics import ClassStatistics
from lessonlib.grading.report.understanding.insight import Insight
from lessonlib.grading.web_page import environment

_COLOUR = {"graded": "good", "repaired": "good", "missing": "none", "partial": "some"}


def write_report(
    path: Path,
    assignment: str,
    rows: Sequence[Row],
    figures: ClassStatistics,
    remarks: Sequence[str] = (),
    seed: int = 0,
    insight: Insight | None = None,
) -> None:
    """Write the page to `path`, with `remarks` on the whole run, the seed of its random inputs, and what the class did
    not understand; feedback pages are linked relative to it.
    """
    insight = insight or Insight()
    bins = figures.distribution()
    template = environment().get_template("grading.report:report.html")
    page = template.render(
        colour=lambda state: _COLOUR.get(state, "bad"),
        assignment=assignment,
        made=datetime.now().astimezone(),
        grades=rows,
        remarks=remarks,
        seed=seed,
        figures=figures,
        insight=insight,
        items={item.name: item for item in insight.items},
        bins=bins,
        most=max((count for *_, count in bins), default=0) or 1,
        hardest=sorted(figures.questions, key=lambda question: -question.difficulty),
        attention=[row for row in rows if row.needs_attention],
        unsafe=[row for row in rows if not row.sandboxed],
        links={row.student: _link(path, row) for row in rows},
    )
    write_private(path, page)


def _link(report: Path, row: Row) -> str:
    """The feedback page as seen from the report; empty where there is none."""
    if row.feedback is None:
        return ""
    return quote(os.path.relpath(row.feedback, report.parent))
