"""The table for spreadsheets, and the report."""

from __future__ import annotations

import csv
import re
from dataclasses import replace

from lessonlib.grading.report.export import write_csv
from lessonlib.grading.report.page import write_report
from lessonlib.grading.report.row import Row
from lessonlib.grading.report.statistics import class_statistics
from lessonlib.grading.states import State

EVIL = "<script>alert(1)</script>"


def row(student, raw=0.0, state=State.GRADED, reason="", **rest):
    return Row(student, "01_xor", state, reason, raw=raw, max_score=10.0, **rest)


ROWS = [
    row("ada", 10, points={"a": 4.0, "b": 6.0}, answers="same"),
    row("bob", 10, points={"a": 4.0, "b": 6.0}, answers="same", penalty=2.5),
    row(
        "=cmd|' /C calc'!A0",
        4,
        points={"a": 4.0, "b": 0.0},
        by_hand=4.0,
        notes=("The test 'x' was missing.", EVIL),
    ),
    row(EVIL, 0, State.CRASHED, f"In cell 3, {EVIL}\x1b[31m.", points={"a": 0.0, "b": 0.0}, sandboxed=False),
    row("김", 0, State.MISSING),
]
POSSIBLE = {"a": 4.0, "b": 6.0}


def test_the_table_has_a_row_a_student_and_a_column_a_question(tmp_path):
    write_csv(tmp_path / "g.csv", ROWS, list(POSSIBLE))
    text = (tmp_path / "g.csv").read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(text.splitlines()))
    assert [row["student"] for row in rows] == ["ada", "bob", "'=cmd|' /C calc'!A0", EVIL, "김"]
    assert [(row["a"], row["b"]) for row in rows] == [
        *[("4.0", "6.0")] * 2,
        ("4.0", "0.0"),
        ("0.0", "0.0"),
        ("", ""),
    ]
    assert [(row["raw"], row["penalty"], row["by_hand"], row["score"]) for row in rows[:3]] == [
        ("10", "0.0", "0.0", "10.0"),
        ("10", "2.5", "0.0", "7.5"),
        ("4", "0.0", "4.0", "4.0"),
    ]
    assert rows[3]["next_step"].startswith("Look at the cell that is named")
    assert [row["sandboxed"] for row in rows] == ["yes", "yes", "yes", "NO", "yes"]
    assert "\x1b" not in text


def test_statistics():
    figures = class_statistics(ROWS, POSSIBLE)
    assert figures.scores == (10, 7.5, 4, 0)
    assert (figures.mean, figures.median, figures.max_score) == (5.375, 5.75, 10)
    assert figures.states == {State.GRADED: 3, State.CRASHED: 1, State.MISSING: 1}
    assert figures.alike == (("ada", "bob"),)
    a, b = figures.questions
    assert (a.mean, a.full, a.none, a.difficulty) == (3, 0.75, 0.25, 0.25)
    assert (b.mean, b.full, b.difficulty) == (3, 0.5, 0.5)
    assert [count for *_, count in figures.distribution()] == [1, 0, 0, 0, 1, 0, 0, 1, 0, 1]


def test_statistics_of_nobody():
    figures = class_statistics([], POSSIBLE)
    assert (figures.mean, figures.median, figures.spread, figures.alike) == (0, 0, 0, ())


def test_the_report_runs_nothing_and_says_all(tmp_path):
    page = tmp_path / "feedback" / "ada?" / "01_xor.html"
    rows = [replace(ROWS[0], feedback=page), *ROWS[1:]]
    figures = class_statistics(rows, POSSIBLE)
    write_report(tmp_path / "reports" / "r.html", "01_xor", rows, figures, [f"A test was dropped. {EVIL}"])
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
        "5.4 / 10",
        "9 to 10: 1",
        "A test was dropped.",
        "(no sandbox)",
    ):
        assert words in re.sub(r"\s+", " ", text)


def test_who_is_not_graded_yet_is_in_no_figure():
    figures = class_statistics([*ROWS, row("eve", state=State.UNGRADED)], POSSIBLE)
    assert figures.scores == (10, 7.5, 4, 0)
    assert figures.states[State.UNGRADED] == 1


def test_what_waits_for_a_person_is_no_zero():
    [question, _] = class_statistics(
        [row("ada", 4, points={"a": 4.0}), row("bob", 0, points={"b": 0.0})], POSSIBLE
    ).questions
    assert (question.mean, question.full) == (4, 1)


def test_both_are_for_their_owner_alone(tmp_path):
    write_csv(tmp_path / "r" / "g.csv", ROWS, list(POSSIBLE))
    write_report(tmp_path / "r" / "r.html", "01_xor", [], class_statistics([], POSSIBLE))
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "r", *sorted((tmp_path / "r").iterdir()))]
    assert modes == [0o700, 0o600, 0o600]


def test_a_report_of_nobody(tmp_path):
    write_report(tmp_path / "r.html", "01_xor", [], class_statistics([], POSSIBLE))
    assert "Nobody handed in anything yet." in (tmp_path / "r.html").read_text()
