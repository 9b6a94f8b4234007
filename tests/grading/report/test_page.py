"""The instructor's report."""

from __future__ import annotations

import re
from dataclasses import replace

from lessonlib.grading.report.page import write_report
from lessonlib.grading.report.statistics import class_statistics


def test_the_report_runs_nothing_and_says_all(tmp_path, rows, possible):
    page = tmp_path / "feedback" / "ada?" / "01_xor.html"
    rows = [replace(rows[0], feedback=page), *rows[1:]]
    figures = class_statistics(rows, possible)
    write_report(
        tmp_path / "reports" / "r.html", "01_xor", rows, figures, [f"A test was dropped. {rows[3].student}"]
    )
    text = (tmp_path / "reports" / "r.html").read_text()
    assert "<script" not in text
    assert "javascript:" not in text
    assert "default-src 'none'" in text
    assert "\x1b" not in text
    assert 'href="../feedback/ada%3F/01_xor.html"' in text
    assert text.index(">b</th>") < text.index(">a</th>")  # the harder question first
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


def test_a_report_of_nobody(tmp_path, possible):
    write_report(tmp_path / "r.html", "01_xor", [], class_statistics([], possible))
    assert "Nobody handed in anything yet." in (tmp_path / "r.html").read_text()


def test_it_is_for_its_owner_alone(tmp_path):
    write_report(tmp_path / "r" / "r.html", "01_xor", [], class_statistics([], {}))
    modes = [path.stat().st_mode & 0o777 for path in (tmp_path / "r", tmp_path / "r" / "r.html")]
    assert modes == [0o700, 0o600]
