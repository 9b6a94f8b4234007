"""What names students or holds grades is for its owner alone, and `lessonlib doctor` says where it is not."""

from __future__ import annotations

import subprocess

import pytest
from rich.console import Console

from lessonlib.grading.private import examine_course, exposed, make_private, write_private


@pytest.fixture
def course(small, tmp_path):
    course = small.SmallCourse(tmp_path / "course").course
    make_private(course)
    return course


def mode(path):
    return path.stat().st_mode & 0o777


def shown(course, capsys):
    status = examine_course(course.root, Console(width=300))
    return status, capsys.readouterr().out


def test_what_grading_fills_is_closed_before_it_is_filled(course):
    for folder in ("autograded", "feedback", "reports", ".lessonlib"):
        assert mode(course.root / folder) == 0o700
    assert mode(course.root / "gradebook.db") == 0o600
    assert list(exposed(course)) == []


def test_what_was_open_before_is_closed(course):
    for name in ("grading.log", "gradebook.db.2026-01-01", "gradebook.db-journal"):
        (course.root / name).touch(mode=0o644)
    (course.root / "reports").chmod(0o755)
    make_private(course)
    assert list(exposed(course)) == []


def test_a_file_of_grades_is_never_open(tmp_path):
    write_private(tmp_path / "reports" / "hw1" / "grades.csv", "ada,10\n")
    write_private(tmp_path / "reports" / "hw1" / "grades.csv", "ada,10\n")
    assert [mode(path) for path in sorted(tmp_path.rglob("*"))] == [0o700, 0o700, 0o600]


@pytest.mark.parametrize("name", ["submitted", "downloaded", "reports", "grades.csv", "gradebook.db.backup"])
def test_the_doctor_names_what_others_can_read(course, capsys, name):
    path = course.root / name
    (path.touch if "." in name else path.mkdir)(exist_ok=True)
    path.chmod(0o755)
    status, out = shown(course, capsys)
    assert status == 1
    assert f"Not private: {path}: others can read it: chmod go-rwx" in out


def test_graders_of_one_course_may_share_it(small, tmp_path):
    config = "c.CourseDirectory.groupshared = True"
    course = small.SmallCourse(tmp_path, config=config).course
    make_private(course)
    (course.root / "reports").chmod(0o770)
    assert list(exposed(course)) == []
    (course.root / "reports").chmod(0o775)
    assert [why for _, why in exposed(course)] == ["others can read it: chmod o-rwx"]


def test_the_doctor_names_what_git_would_take_along(course, capsys):
    subprocess.run(["git", "init", "-q", course.root], check=True)
    status, out = shown(course, capsys)
    assert status == 1
    assert f"Not private: {course.root / 'gradebook.db'}: git does not ignore it" in out
    (course.root / ".gitignore").write_text("*\n")
    assert shown(course, capsys)[0] == 0


def test_outside_a_course_there_is_nothing_to_say(tmp_path, capsys):
    assert examine_course(tmp_path, Console()) == 0
    assert capsys.readouterr().out == ""


def test_this_checkout_ignores_all_that_grading_writes(small):
    root = small.CONFIG.parent
    written = [
        *("submitted/ada/hw1/hw1.ipynb", "downloaded/x", "autograded/ada", "feedback/ada"),
        *("reports/hw1/grades.csv", "reports/hw1/report.html", ".lessonlib/journal", "grades.csv"),
        *("grading.log", ".nbgrader.log", "gradebook.db", "gradebook.db-journal", "gradebook.db.2026-01-01"),
    ]
    done = subprocess.run(
        ["git", "-C", root, "check-ignore", "--no-index", *written], capture_output=True, text=True
    )
    assert done.stdout.split() == written
