"""The page and the table of the course as a whole: reports/course.html and reports/course.csv."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from pathlib import Path
from urllib.parse import quote

from lessonlib.grading.printable import guarded
from lessonlib.grading.private import write_private
from lessonlib.grading.report.understanding.trends import Trends
from lessonlib.grading.web_page import environment

_COLUMNS = (
    "assignment",
    "graded",
    "of",
    "possible",
    "mean",
    "quarter",
    "median",
    "three_quarters",
    "late",
    "hardest",
    "its_share",
)
COURSE_PAGE = "course.html"
_LABEL = 5  # characters
_WIDTH, _HEIGHT, _LEFT = 1000, 260, 50


def write_course(folder: Path, trends: Trends) -> Path:
    """Write both into `folder`, for the instructor alone, and return the page."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(_COLUMNS)
    for one in trends.stages:
        shares = [f"{share:.3f}" for share in (one.mean, *one.quartiles)]
        counts = [str(len(one.shares)), str(trends.class_size), f"{one.possible:g}"]
        rest = [str(one.late), guarded(one.hardest), f"{one.hardest_share:.3f}"]
        table.writerow([guarded(one.assignment), *counts, *shares, *rest])
    write_private(folder / "course.csv", "\ufeff" + text.getvalue())
    page = (
        environment()
        .get_template("grading.report:course.html")
        .render(
            trends=trends,
            made=datetime.now().astimezone(),
            marks=_marks(trends),
            links={one.assignment: f"{quote(one.assignment)}/report.html" for one in trends.stages},
            there={
                one.assignment: (folder / one.assignment / "report.html").exists() for one in trends.stages
            },
        )
    )
    write_private(folder / COURSE_PAGE, page)
    return folder / COURSE_PAGE


def _marks(trends: Trends) -> list[tuple[float, float, float, float, str]]:
    """Of each exercise in the drawing: x, and y of the quarter, the median and three quarters; its number, or the start
    of its name: thirty have to fit.
    """
    width = (_WIDTH - _LEFT) / max(len(trends.stages), 1)
    marks = []
    for number, one in enumerate(trends.stages):
        low, middle, high = (_HEIGHT * (1 - share) + 10 for share in one.quartiles)
        marks.append((_LEFT + (number + 0.5) * width, low, middle, high, _short(one.assignment)))
    return marks


def _short(name: str) -> str:
    number, _, _ = name.partition("_")
    return number if number.isdigit() else name[:_LABEL]
