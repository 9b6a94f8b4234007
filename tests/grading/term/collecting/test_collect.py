"""A class's archive, whatever is in it."""

import csv
import io
import json
import os
import stat
import zipfile
from datetime import datetime

import pytest
from nbgrader.plugins import FileNameCollectorPlugin
from typer.testing import CliRunner

from lessonlib import LessonlibError
from lessonlib.cli import app
from lessonlib.grading.book.gradebook import open_gradebook, save
from lessonlib.grading.term.collecting.layouts import LAYOUTS

FOLDER = "{0} X_{1}_assignsubmission_file_/"
KOREAN = "홍길동"


@pytest.fixture
def course(small, tmp_path):
    course = small.SmallCourse(tmp_path / "course").release()
    with open_gradebook(course.course.db_url, course.course.course_id) as book:
        book.update_or_create_assignment("hw1", duedate=datetime(2026, 12, 1, 12, 0))
        for student, number in (("ada", "901"), ("bob", "902"), ("eve", "903")):
            book.add_student(student, first_name=student.title(), last_name="X", lms_user_id=number)
        book.add_student("hong", first_name="길동", last_name="홍")
        save(book)
    return course


@pytest.fixture
def notebook(course):
    """notebook("x * x"): the release with this answer, as bytes."""

    def make(answer="x * x"):
        made = json.loads((course.root / "exercises/hw1/hw1.ipynb").read_text())
        for cell in made["cells"]:
            if cell["metadata"].get("nbgrader", {}).get("grade_id") == "square":
                cell["source"] = f"def square(x):\n    return {answer}"
        return json.dumps(made).encode()

    return make


@pytest.fixture
def collect(course, monkeypatch):
    """collect("moodle", {name: content}, ...): the command; returns its status and the table by sender."""
    monkeypatch.chdir(course.root)

    def call(system, files, *options, change=lambda path: None):
        path = course.root / "class.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            for name, content in files.items():
                made.writestr(name, content)
        change(path)
        result = CliRunner().invoke(
            app, ["collect", "class.zip", "--from", system, *options], catch_exceptions=False
        )
        text = (course.root / "reports/hw1/collected.csv").read_text("utf-8-sig")
        rows = {row["from"]: row for row in csv.DictReader(io.StringIO(text))}
        return result.exit_code, rows

    return call


def submitted(course):
    root = course.root / "submitted"
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def test_moodle_with_its_worksheet(course, collect, notebook):
    (course.root / "sheet.csv").write_text(
        "Identifier,Full name,Email address,Last modified (submission)\n"
        'Participant 1,Ada X,ada@example.org,"Tuesday, 1 December 2026, 10:00 AM"\n'
        'Participant 2,Bob X,bob@example.org,"Wednesday, 2 December 2026, 10:00 AM"\n'
    )
    files = {
        FOLDER.format("Ada", 1) + "hw1.ipynb": notebook(),
        FOLDER.format("Ada", 1) + "helper.py": "a = 1",
        "Bob X_2_assignsubmission_file_hw1.ipynb": notebook(),
    }
    status, rows = collect("moodle", files, "--table", "sheet.csv", "--zone", "Asia/Seoul")
    assert status == 0
    assert submitted(course) == [
        *(f"ada/hw1/{name}" for name in ("helper.py", "hw1.ipynb", "timestamp.txt")),
        *(f"bob/hw1/{name}" for name in ("hw1.ipynb", "timestamp.txt")),
    ]
    assert (course.root / "submitted/ada/hw1/timestamp.txt").read_text() == "2026-12-01 01:00:00 UTC\n"
    assert rows["Bob X"]["left, and why"] == "late: 2026-12-02 01:00 UTC"
    with course.gradebook() as book:
        assert book.find_student("ada").email == "ada@example.org"
    assert (course.root / "submitted").stat().st_mode & 0o077 == 0


def test_what_it_collected_is_graded(course, collect, notebook, execute):
    collect("canvas", {"xada_LATE_901_5_hw1-1.ipynb": notebook(), "xbob_902_6_hw1.ipynb": notebook("x + 1")})
    course.grade(execute)
    assert course.scores() == {"ada": 5, "bob": 0}
    with course.gradebook() as book:
        assert book.find_submission("hw1", "ada").total_seconds_late == 60
        assert book.find_submission("hw1", "bob").total_seconds_late == 0


def test_canvas_attempts(course, collect, notebook):
    files = {
        "xada_901_5_hw1.ipynb": notebook("1"),
        "xada_901_9_hw1-2.ipynb": notebook("3"),
        "xada_901_7_hw1-1.ipynb": notebook("2"),
    }
    status, rows = collect("canvas", files)
    assert status == 0
    assert (
        rows["xada"]["left, and why"] == "'hw1.ipynb': an earlier attempt; 'hw1-1.ipynb': an earlier attempt"
    )
    assert (course.root / "submitted/ada/hw1/hw1.ipynb").read_bytes() == notebook("3")


def test_notebooks_in_folders_under_wrong_names_and_twice(course, collect, notebook):
    files = {
        FOLDER.format("Ada", 1) + "week 1/hw1.ipynb": notebook(),
        FOLDER.format("Bob", 2) + "final.ipynb": notebook(),
        FOLDER.format("Eve", 3) + "a.ipynb": notebook("1"),
        FOLDER.format("Eve", 3) + "b.ipynb": notebook("2"),
    }
    status, rows = collect("moodle", files)
    assert status == 1
    assert "'week 1/hw1.ipynb' was taken for hw1.ipynb" in rows["Ada X"]["left, and why"]
    assert "'final.ipynb' was taken for hw1.ipynb" in rows["Bob X"]["left, and why"]
    assert "several notebooks hold different answers" in rows["Eve X"]["left, and why"]
    assert rows["Eve X"]["what to do"] == "Hand in the one that counts, alone, as hw1.ipynb."


def test_who_is_not_known_is_told_and_not_taken(course, collect, notebook):
    files = {
        FOLDER.format("Ada", 1) + "hw1.ipynb": notebook(),
        FOLDER.format("Mallory", 4) + "hw1.ipynb": notebook(),
        "read me.txt": "x",
    }
    status, rows = collect("moodle", files)
    assert status == 1
    assert rows["Mallory X"]["student"] == "?"
    assert "nobody of this name" in rows["Mallory X"]["left, and why"]
    assert "'read me.txt' is not named as moodle" in rows[""]["left, and why"]
    assert submitted(course) == ["ada/hw1/hw1.ipynb"]


def test_two_senders_who_are_one_student(course, collect, notebook):
    files = {FOLDER.format("Ada", number) + "hw1.ipynb": notebook(str(number)) for number in (1, 2)}
    assert collect("moodle", files)[0] == 1
    assert submitted(course) == []


def test_names_in_the_code_page_of_korean_windows(course, collect, notebook):
    raw = f"{KOREAN}_7_assignsubmission_file_/과제.ipynb".encode("cp949")
    stand_in = "z" * len(raw)

    def change(path):
        path.write_bytes(path.read_bytes().replace(stand_in.encode(), raw))

    files = {FOLDER.format("Ada", 1) + "hw1.ipynb": notebook(), stand_in: notebook()}
    status, rows = collect("moodle", files, change=change)
    assert status == 0
    assert rows[KOREAN]["student"] == "hong"
    assert submitted(course) == ["ada/hw1/hw1.ipynb", "hong/hw1/과제.ipynb"]


def test_attacks_are_left_and_told(course, collect, notebook):
    link = zipfile.ZipInfo(FOLDER.format("Bob", 2) + "hw1.ipynb")
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    files = {
        FOLDER.format("Ada", 1) + "../../../evil.ipynb": notebook(),
        "/etc/Ada X_1_assignsubmission_file_/hw1.ipynb": notebook(),
        FOLDER.format("Ada", 1) + "hw1.ipynb": notebook(),
        FOLDER.format("Ada", 1) + "timestamp.txt": "2020-01-01 00:00:00 UTC",
        FOLDER.format("Eve", 3) + "bomb.csv": b"0" * 200_000_000,
        FOLDER.format("Eve", 3) + "hw1.ipynb": notebook(),
        link: "/etc/passwd",
    }
    status, rows = collect("moodle", files)
    assert status == 1
    assert "impossible name" in rows[""]["left, and why"]
    assert "not a student's to say" in rows["Ada X"]["left, and why"]
    assert "'bomb.csv': larger than" in rows["Eve X"]["left, and why"]
    assert "a link to another file" in rows["Bob X"]["left, and why"]
    assert submitted(course) == ["ada/hw1/hw1.ipynb", "eve/hw1/hw1.ipynb"]
    assert not list(course.root.parent.rglob("evil*"))


def test_collecting_again(course, collect, notebook):
    files = {
        FOLDER.format(name, number) + "hw1.ipynb": notebook() for number, name in enumerate(("Ada", "Bob"))
    }
    collect("moodle", files)
    (course.root / "submitted/ada/hw1/timestamp.txt").write_text("2026-11-01 00:00:00 UTC")
    later = {**files, FOLDER.format("Bob", 1) + "hw1.ipynb": notebook("x**2")}
    _, rows = collect("moodle", later)
    assert rows["Ada X"]["taken"] == "hw1.ipynb (as before)"
    assert rows["Bob X"]["taken"] == "hw1.ipynb (replaced)"
    assert (course.root / "submitted/ada/hw1/timestamp.txt").exists()
    [kept] = (course.root / ".lessonlib/replaced/hw1").iterdir()
    assert (kept / "hw1.ipynb").read_bytes() == notebook()


def test_nothing_is_written_where_one_folder_cannot_be(course, collect, notebook):
    (course.root / "submitted/bob").mkdir(parents=True)
    os.symlink("/tmp", course.root / "submitted/bob/hw1")
    files = {
        FOLDER.format(name, number) + "hw1.ipynb": notebook() for number, name in enumerate(("Ada", "Bob"))
    }
    with pytest.raises(LessonlibError, match="is not a folder"):
        collect("moodle", files)
    assert sorted(path.name for path in (course.root / "submitted").iterdir()) == ["bob"]


@pytest.mark.parametrize("where", ["submitted", "submitted/bob", "submitted/bob/hw1"])
def test_nothing_is_written_where_a_file_is_in_the_way(course, collect, notebook, where):
    (course.root / where).parent.mkdir(parents=True, exist_ok=True)
    (course.root / where).write_text("mine")
    files = {
        FOLDER.format(name, number) + "hw1.ipynb": notebook() for number, name in enumerate(("Ada", "Bob"))
    }
    with pytest.raises(LessonlibError, match=rf"{where} is not a folder(.|\n)*collect again"):
        collect("moodle", files)
    assert (course.root / where).read_text() == "mine"
    assert not (course.root / "submitted/ada").exists()


def test_what_cannot_be_graded_is_told_before_it_is(course, collect, notebook):
    files = {
        FOLDER.format("Ada", 1) + "hw1.ipynb": b"",
        FOLDER.format("Bob", 2) + "hw1.ipynb": (course.root / "exercises/hw1/hw1.ipynb").read_bytes(),
        FOLDER.format("Eve", 3) + "hw1.ipynb.txt": notebook(),
    }
    status, rows = collect("moodle", files)
    assert status == 1
    assert rows["Ada X"]["left, and why"] == "hw1.ipynb cannot be graded: the file is empty"
    assert "hand that in" in rows["Ada X"]["what to do"]
    assert rows["Bob X"]["left, and why"] == "nothing in hw1.ipynb is answered"
    assert "'hw1.ipynb.txt' was taken for hw1.ipynb" in rows["Eve X"]["left, and why"]


def test_a_worksheet_in_german_and_two_people_of_one_name(course, collect, notebook):
    with course.gradebook() as book:
        for student in ("k1", "k2"):
            book.add_student(student, first_name="Kim", last_name="Lee", email=f"{student}@x")
    (course.root / "sheet.csv").write_text(
        "ID;Vollständiger Name;E-Mail-Adresse;Zuletzt geändert (Abgabe)\n"
        'Teilnehmer/in7;Kim Lee;k2@x;"Dienstag, 1. Dezember 2026, 13:00"\n'
        'Teilnehmer/in8;Kim Lee;k1@x;"Dienstag, 1. Dezember 2026, 13:01"\n',
        encoding="utf-8",
    )
    files = {f"Kim Lee_{number}_assignsubmission_file_/hw1.ipynb": notebook(str(number)) for number in (7, 8)}
    status, rows = collect("moodle", files, "--table", "sheet.csv", "--zone", "Europe/Berlin")
    assert status == 0
    assert (course.root / "submitted/k2/hw1/hw1.ipynb").read_bytes() == notebook("7")
    assert (course.root / "submitted/k2/hw1/timestamp.txt").read_text() == "2026-12-01 12:00:00 UTC\n"
    assert (course.root / "submitted/k1/hw1/timestamp.txt").read_text() == "2026-12-01 12:01:00 UTC\n"
    assert rows["Kim Lee"]["left, and why"] == "late: 2026-12-01 12:01 UTC"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, r"class\.zip holds no files(.|\n)*download all submissions again"),
        ({"all.zip": b"PK"}, r"but 'all\.zip'\. Take out the archive that is in it"),
    ],
)
def test_no_submissions(collect, files, message):
    with pytest.raises(LessonlibError, match=message):
        collect("moodle", files)


@pytest.mark.parametrize(
    ("system", "name", "message"),
    [
        ("canvas", FOLDER.format("Ada", 1) + "hw1.ipynb", r"named as canvas(.|\n)*--from moodle"),
        ("moodle", FOLDER.format("Ada", 1) + "x.ipynb", r"called after: none(.|\n)*--assignment NAME"),
        ("teams", "x", r"collected from 'teams'. There is moodle, canvas"),
    ],
)
def test_messages(collect, system, name, message):
    with pytest.raises(LessonlibError, match=message):
        collect(system, {name: "{}"})


def test_no_archive(course, collect):
    with pytest.raises(LessonlibError, match=r"class\.zip is a damaged archive"):
        collect("moodle", {}, change=lambda path: path.write_bytes(b"PK\x03\x04 nothing"))


@pytest.mark.parametrize("name", LAYOUTS)
def test_nbgraders_own_collector_takes_the_layouts(name):
    assert issubclass(LAYOUTS[name], FileNameCollectorPlugin)
    names = {
        "moodle": "/x/extracted/Ada X_1_assignsubmission_file_/hw1.ipynb",
        "canvas": "/x/extracted/xada_901_5_hw1.ipynb",
    }
    assert LAYOUTS[name]().collect(names[name])["file_id"] == "hw1.ipynb"
