"""The table for spreadsheets."""

from __future__ import annotations

import csv

from lessonlib.grading.report.export import write_csv


def test_the_table_has_a_row_a_student_and_a_column_a_question(tmp_path, rows, possible):
    write_csv(tmp_path / "g.csv", rows, list(possible))
    text = (tmp_path / "g.csv").read_bytes().decode("utf-8-sig")
    found = list(csv.DictReader(text.splitlines()))
    assert [one["student"] for one in found] == ["ada", "bob", "'=cmd|' /C calc'!A0", rows[3].student, "김"]
    assert [(one["a"], one["b"]) for one in found] == [
        *[("4.0", "6.0")] * 2,
        ("4.0", "0.0"),
        ("0.0", "0.0"),
        ("", ""),
    ]
    assert [(one["raw"], one["penalty"], one["by_hand"], one["score"]) for one in found[:3]] == [
        ("10", "0.0", "0.0", "10.0"),
        ("10", "2.5", "0.0", "7.5"),
        ("4", "0.0", "4.0", "4.0"),
    ]
    assert found[3]["next_step"].startswith("Look at the cell that is named")
    assert [one["sandboxed"] for one in found] == ["yes", "yes", "yes", "NO", "yes"]
    assert "\x1b" not in text


def test_it_is_for_its_owner_alone(tmp_path):
    write_csv(tmp_path / "r" / "g.csv", [], ["a"])
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "r", tmp_path / "r" / "g.csv")]
    assert modes == [0o700, 0o600]
