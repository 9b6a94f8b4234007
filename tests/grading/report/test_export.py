"""The table for spreadsheets, and the report."""

from __future__ import annotations

import csv
import re

import pytest

from lessonlib.grading.report.export import guarded, write_csv
from lessonlib.grading.report.page import write_report
from lessonlib.grading.report.statistics import class_statistics
from lessonlib.grading.result import Grade
from lessonlib.grading.states import State

EVIL = "<script>alert(1)</script>"


def grade(student, score=0.0, state=State.GRADED, reason="", **rest):
    return Grade(student, "01_xor", state, reason, score, 10.0, None, **rest)


GRADES = [
    grade("ada", 10, points={"a": 4.0, "b": 6.0}, answers="same"),
    grade("bob", 10, points={"a": 4.0, "b": 6.0}, answers="same"),
    grade("=cmd|' /C calc'!A0", 4, points={"a": 4.0, "b": 0.0}, notes=("The test 'x' was missing.", EVIL)),
    grade(
        EVIL, 0, State.CRASHED, f"In cell 3, {EVIL}\x1b[31m.", points={"a": 0.0, "b": 0.0}, sandboxed=False
    ),
    grade("김", 0, State.MISSING),
]
POSSIBLE = {"a": 4.0, "b": 6.0}


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        (" =1", "'=1"),
        ("\x1b[0m=1", "'=1"),
        ("1", "1"),
        ("a=1", "a=1"),
        ("", ""),
    ],
)
def test_no_text_becomes_a_formula(text, cell):
    assert guarded(text) == cell


def test_the_table_has_a_row_a_student_and_a_column_a_question(tmp_path):
    write_csv(tmp_path / "g.csv", GRADES, list(POSSIBLE))
    text = (tmp_path / "g.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["student"] for row in rows] == ["ada", "bob", "'=cmd|' /C calc'!A0", EVIL, "김"]
    assert [(row["a"], row["b"]) for row in rows] == [
        *[("4.0", "6.0")] * 2,
        ("4.0", "0.0"),
        ("0.0", "0.0"),
        ("", ""),
    ]
    assert rows[3]["next_step"].startswith("Look at the cell that is named")
    assert [row["sandboxed"] for row in rows] == ["yes", "yes", "yes", "NO", "yes"]
    assert "\x1b" not in text


def test_statistics():
    figures = class_statistics(GRADES, POSSIBLE)
    assert figures.scores == (10, 10, 4, 0)
    assert (figures.mean, figures.median, figures.max_score) == (6, 7, 10)
    assert figures.states == {State.GRADED: 3, State.CRASHED: 1, State.MISSING: 1}
    assert figures.alike == (("ada", "bob"),)
    a, b = figures.questions
    assert (a.mean, a.full, a.none, a.difficulty) == (3, 0.75, 0.25, 0.25)
    assert (b.mean, b.full, b.difficulty) == (3, 0.5, 0.5)
    assert [count for *_, count in figures.distribution()] == [1, 0, 0, 0, 1, 0, 0, 0, 0, 2]


def test_statistics_of_nobody():
    figures = class_statistics([], POSSIBLE)
    assert (figures.mean, figures.median, figures.spread, figures.alike) == (0, 0, 0, ())


def test_the_report_runs_nothing_and_says_all(tmp_path):
    page = tmp_path / "feedback" / "ada?" / "01_xor.html"
    grades = [
        grade("ada", 10, state=State.REPAIRED).__class__(**{**vars(GRADES[0]), "feedback": page}),
        *GRADES[1:],
    ]
    write_report(tmp_path / "reports" / "r.html", "01_xor", grades, class_statistics(grades, POSSIBLE))
    text = (tmp_path / "reports" / "r.html").read_text()
    assert "<script" not in text
    assert "javascript:" not in text
    assert "default-src 'none'" in text
    assert "\x1b" not in text
    assert 'href="../feedback/ada%3F/01_xor.html"' in text
    assert text.index(">b</td>") < text.index(">a</td>")  # the harder question first
    for words in (
        "Graded without a sandbox.",
        "ada, bob",
        "need attention",
        "6.0 / 10",
        "9 to 10: 2",
        "(no sandbox)",
    ):
        assert words in re.sub(r"\s+", " ", text)


def test_a_report_of_nobody(tmp_path):
    write_report(tmp_path / "r.html", "01_xor", [], class_statistics([], POSSIBLE))
    assert "Nobody handed in anything yet." in (tmp_path / "r.html").read_text()
