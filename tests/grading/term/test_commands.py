"""The commands as an instructor types them, in a course."""

import pytest
from typer.testing import CliRunner

from lessonlib import LessonlibError
from lessonlib.cli import app
from lessonlib.grading.book.gradebook import save


@pytest.fixture
def run(course, book, monkeypatch):
    monkeypatch.chdir(course.root)

    def call(*arguments):
        save(book)
        result = CliRunner().invoke(app, arguments, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.output

    return call


def test_a_roster_more_time_and_grades_out(run, course, book):
    table = course.root / "class.csv"
    table.write_text("student_id,email\nada,ada@example.org\neve,eve@example.org\n", encoding="utf-8")
    assert "2 students in class.csv: 1 are new, 0 have new entries" in run("roster", "import", "class.csv")
    assert "eve has time for ps1 until 2026-03-02 03:00 UTC" in run(
        "extend", "eve", "ps1", "2026-03-02 12:00 +0900"
    )
    assert run("export", "--to", "moodle").startswith("Table: ")
    file = course.root / "reports" / "moodle.csv"
    assert [line.split(",")[0] for line in file.read_text("utf-8-sig").splitlines()] == [
        "ID number",
        "ada",
        "bob",
        "eve",
    ]


def test_grades_into_a_folder(run, course):
    (course.root / "out").mkdir()
    assert "out/canvas.csv" in run("export", "--to", "canvas", "--output", "out").replace("\n", "")
    run("export", "--output", ".")
    assert (course.root / "csv.csv").is_file()


def test_a_gradebook_that_it_makes_is_closed_to_others(course, small, monkeypatch):
    (course.root / "class.csv").write_text("id\neve\n", encoding="utf-8")
    monkeypatch.chdir(course.root)
    result = CliRunner().invoke(app, ["roster", "import", "class.csv"], catch_exceptions=False)
    assert result.exit_code == 0
    assert (course.root / "gradebook.db").stat().st_mode & 0o077 == 0


def test_nothing_is_entered_when_a_line_is_wrong(run, course, book):
    (course.root / "class.csv").write_text("id\neve\neve\n", encoding="utf-8")
    with pytest.raises(LessonlibError, match="line 3: the id eve is there already"):
        run("roster", "import", "class.csv")
    assert sorted(student.id for student in book.students) == ["ada", "bob"]


@pytest.mark.parametrize(
    ("until", "message"),
    [
        ("soon", "'soon' is not a date and time"),
        ("2026-03-04", "says no time of day"),
        ("2026-03-04 12:00 CST", "stands for no certain offset"),
        ("3/4/2026 12:00", "could be two days"),
        ("12:00", "does not say the day"),
        ("2026-03-04 12:00 Europe/Berln", "there is no time zone 'Europe/Berln'"),
    ],
)
def test_a_time_that_could_be_another_is_no_extension(run, book, until, message):
    with pytest.raises(LessonlibError, match=rf"{message}(.|\n)*2026-12-03 23:59"):
        run("extend", "ada", "ps1", until)
    assert book.assignment_submissions("ps1") == []


def test_with_dots_the_day_comes_first(run):
    assert "until 2026-03-04 11:00 UTC" in run("extend", "ada", "ps1", "4.3.2026 12:00 +0100")
