"""Reports and feedback pages for everybody: axe-core finds nothing serious, in light, in dark, at any width."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets.config import Config

from lessonlib.grading.book.pages import FeedbackExporter
from lessonlib.grading.report.page import write_report
from lessonlib.grading.report.row import Row
from lessonlib.grading.report.statistics import class_statistics
from lessonlib.grading.report.understanding.insight import Insight
from lessonlib.grading.states import State
from lessonlib.viz import learning_curves

pytestmark = [pytest.mark.browser, pytest.mark.nightly]
STATES = (State.GRADED, State.REPAIRED, State.PARTIAL, State.TIMEOUT, State.MALFORMED, State.MISSING)


def report(folder):
    """The report of a class in which every kind of thing happens."""
    possible = {"a_name_as_long_as_names_of_questions_get": 4.0, "b": 6.0}
    rows = [
        Row(
            f"student_{number}", "01_xor", state, "A reason in a sentence.", "The next step.", ("A note.",),
            points={name: most / (number + 1) for name, most in possible.items()}, raw=10 / (number + 1),
            penalty=number % 2, max_score=10.0, answers=f"{number // 2}", sandboxed=number != 3,
        )
        for number, state in enumerate(STATES)
    ]  # fmt: skip
    insight = Insight(students=5, remark="No attempts are there.", where=(("an_answer", 0.5, 0.8),))
    path = folder / "report.html"
    write_report(
        path, "01_xor", rows, class_statistics(rows, possible), ["A test was dropped."], insight=insight
    )
    return path


def feedback(folder):
    """The feedback page of a notebook with text, long code, a test, a picture, an error and a table."""
    exporter = FeedbackExporter(config=Config({"Exporter": {"default_preprocessors": []}}))
    marks = {"grade": True, "solution": False, "locked": True, "grade_id": "right", "schema_version": 3}
    test = new_code_cell("assert x == 1  # " + 40 * "long " + "\n" * 60 + "x", execution_count=1)
    test.metadata["nbgrader"] = {**marks, "points": 2, "score": 1, "comment": "Look at **line 1** again."}
    picture = learning_curves({"training": [1.0, 0.5]})
    test.outputs = [
        new_output("display_data", data=picture._repr_mimebundle_()),
        new_output(
            "stream", name="stdout", text="\x1b[32mgreen\x1b[0m \x1b[33myellow\x1b[0m " + "wide " * 60
        ),
        new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: v"]),
    ]
    text = new_markdown_cell(
        "# Title\n\n$$\\frac{a}{b}$$\n\n| a | b |\n|--:|---|\n| 1 | 2 |\n\n> A quotation."
    )
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [text, test]}
    about = {"notebook": "01_line", "student": "ada", "assignment": "01", "score": 1, "max_score": 2}
    made, _ = exporter.from_notebook_node(
        nbformat.from_dict(notebook), {"nbgrader": about | {"late_penalty": 1}}
    )
    path = folder / "feedback.html"
    path.write_text(made, encoding="utf-8")
    return path


@pytest.mark.parametrize("make", [report, feedback])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 820, 1366])
def test_a_page_for_everybody(open_page, serious, tmp_path, make, scheme, width):
    page = open_page(make(tmp_path), width, scheme)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("main").count() == 1
    assert page.locator("html").get_attribute("lang") == "en"


@pytest.mark.parametrize("make", [report, feedback])
def test_every_table_of_a_page_names_its_columns(open_page, tmp_path, make):
    page = open_page(make(tmp_path), 1366, "light")
    tables = page.locator("table")
    assert tables.count()
    for k in range(tables.count()):
        assert tables.nth(k).locator("th").count(), tables.nth(k).inner_text()


def test_what_is_wrong_is_found(open_page, serious, tmp_path):
    path = tmp_path / "bad.html"
    path.write_text(
        "<title>t</title><img src=a.png><p style='color: #ccc; background: #fff'>pale</p>", "utf-8"
    )
    found = " ".join(serious(open_page(path, 820, "light")))
    for rule in ("image-alt", "html-has-lang", "color-contrast"):
        assert rule in found
