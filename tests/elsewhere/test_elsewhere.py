"""What learners and instructors do on a Korean Windows, as far as this can be tried elsewhere."""

from __future__ import annotations

import csv
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest

from lessonlib.build.lesson import Lesson

ROOT = Path(__file__).parents[2]
INSIDE_THE_SANDBOX = {
    *("walls.filesystem", "walls.guard", "walls.namespaces", "walls.rlimits", "walls.seccomp"),
    *("walls.system_calls", "walls.walls", "process.child", "process.zygote"),
    *("cells.examiner", "cells.shell", "cells.throwaway", "cells.preload", "cells.worker"),
}

IMPORT_ALL = """
import importlib, pkgutil, lessonlib
for module in pkgutil.walk_packages(lessonlib.__path__, "lessonlib."):
    try:
        importlib.import_module(module.name)
    except (ImportError, AttributeError, TypeError):
        print(module.name)
"""


@pytest.mark.nightly
def test_only_the_inside_of_the_sandbox_is_for_linux_alone(run, tmp_path):
    done = run(tmp_path, "-c", IMPORT_ALL)
    assert done.returncode == 0, done.stderr
    assert set(done.stdout.split()) == {f"lessonlib.grading.box.{name}" for name in INSIDE_THE_SANDBOX}


@pytest.mark.nightly
def test_lessons_are_built_as_they_are_on_linux(run, course):
    before = course.release_notebook.read_bytes()
    assert "연습문제".encode() in before
    assert run(course.root, "lessonlib", "build").stdout == "Everything is up to date.\n"
    course.release_notebook.unlink()
    done = run(course.root, "lessonlib", "build")
    assert done.stdout.split()[0] == "wrote", done.stderr
    assert course.release_notebook.read_bytes() == before


def test_a_notebook_is_checked(run, course):
    notebook = str(course.release_notebook.relative_to(course.root))
    done = run(course.root, "lessonlib", "check", notebook)
    assert "Without an answer yet:" in done.stdout, done.stderr


@pytest.mark.nightly
def test_a_learner_begins_looks_and_hands_in(run, course):
    assert run(course.root, "lessonlib", "start", "1").stdout == "Made work/01_xor/01_xor.ipynb\n"
    mine = course.root / "work" / "01_xor" / "01_xor.ipynb"
    mine.write_text(mine.read_text("utf-8").replace("raise NotImplementedError", "한글 = 1 # "), "utf-8")
    (course.root / "work" / "01_xor" / "memo.txt").write_text("한글", encoding="utf-8")
    assert "begun" in run(course.root, "lessonlib", "status").stdout
    done = run(course.root, "lessonlib", "submit", "1")
    assert "Hand in this file: work/handed_in/01_xor_" in done.stdout, done.stdout + done.stderr
    (archive,) = (course.root / "work" / "handed_in").glob("*.zip")
    with zipfile.ZipFile(archive) as packed:
        assert sorted(packed.namelist()) == ["01_xor.ipynb", "memo.txt"]
    assert "handed in" in run(course.root, "lessonlib", "status").stdout
    assert "is as it was released" in run(course.root, "lessonlib", "reset", "1").stdout


@pytest.mark.nightly
def test_a_notebook_that_is_checked_runs_in_a_kernel(run, course):
    (course.root / "mine").mkdir()
    notebook = nbformat.read(course.solution_notebook, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("import helper"))
    nbformat.write(notebook, course.root / "mine" / "01_xor.ipynb")
    (course.root / "mine" / "helper.py").write_text("x = '한글'", encoding="utf-8")
    done = run(course.root, "lessonlib", "check", "mine/01_xor.ipynb")
    assert "3 of 3 visible tests pass where it is graded." in done.stdout, done.stdout + done.stderr
    assert "It ran in a kernel" in done.stdout
    assert done.stdout.endswith("This notebook is ready to be handed in.\n")


@pytest.mark.nightly
def test_nbgraders_settings_load(run, tmp_path):
    done = run(tmp_path, "-c", "from lessonlib.grading.book import config; print(config.configure.__name__)")
    assert done.stdout == "configure\n", done.stderr


def test_validate_and_hints_work_in_a_kernel(run, course):
    notebook = nbformat.read(course.solution_notebook, as_version=4)
    notebook.cells.append(nbformat.v4.new_code_cell("hint('xor')\nopen('made.txt', 'w').write('한글')"))
    notebook.cells.append(
        nbformat.v4.new_code_cell(
            "from lessonlib.check import answer\nassert answer.file('made.txt').decode('cp949') == '한글'"
        )
    )
    nbformat.write(notebook, course.solution_notebook)
    done = run(course.root, "nbgrader", "validate", str(course.solution_notebook.relative_to(course.root)))
    assert "Success! Your notebook passes all the tests." in done.stdout, done.stdout + done.stderr


@pytest.mark.nightly
def test_a_chapter_runs(run, tmp_path):
    script = ROOT / "tests" / "course" / "offline.py"
    notebook = shutil.copy(ROOT / "course" / "01a_tensors.ipynb", tmp_path)  # it gets its outputs
    done = run(tmp_path, str(script), str(notebook), str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", [["doctor"], ["grade", "01_xor"]])
def test_grading_says_in_one_sentence_what_to_do(run, course, command):
    done = run(course.root, "lessonlib", *command)
    assert done.returncode == (1 if command == ["doctor"] else 2)
    said = " ".join((done.stdout + done.stderr).split())
    advice = (
        "The sandbox needs Linux, and this is Windows: grade in a container or a virtual machine with Linux (on "
        "Windows: WSL 2), or, where you trust all who handed in, without a sandbox (--unsafe-in-process)."
    )
    assert advice in said


@pytest.mark.nightly
def test_without_a_sandbox_grading_works_and_each_row_says_so(run, course):
    hand_in(course, "kim", course.solution_notebook)
    hand_in(course, "lee", course.release_notebook)
    done = run(course.root, "lessonlib", "grade", "01_xor", "--unsafe-in-process")
    assert done.returncode == 0, done.stdout + done.stderr
    with (course.root / "reports" / "01_xor" / "grades.csv").open(newline="", encoding="utf-8-sig") as file:
        rows = {row["student"]: row for row in csv.DictReader(file)}
    assert {name: float(row["score"]) for name, row in rows.items()} == {"kim": 10, "lee": 0}
    assert {row["sandboxed"] for row in rows.values()} == {"NO"}
    assert (course.root / "feedback" / "kim" / "01_xor" / "01_xor.html").exists()


def hand_in(lesson: Lesson, student: str, notebook: Path) -> None:
    folder = lesson.root / "submitted" / student / lesson.slug
    folder.mkdir(parents=True)
    shutil.copy(notebook, folder)
