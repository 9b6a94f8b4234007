"""The learners' repository of a small course, and of this one."""

import re
import subprocess
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib import LessonlibError
from lessonlib.build.handout import make_handout
from lessonlib.notebook.file import dumps

ROOT = Path(__file__).parents[2]
SECRET = "### BEGIN HIDDEN TESTS\nassert secret\n### END HIDDEN TESTS"


def git(folder, *arguments):
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def notebook(*sources):
    cells = [new_code_cell(source, id=f"c{number}") for number, source in enumerate(sources)]
    return dumps(new_notebook(cells=cells))


@pytest.fixture
def course(tmp_path):
    root = tmp_path / "course"
    texts = {
        "README.md": "for authors",
        "Makefile": "lab:\n",
        "course/01_x.ipynb": notebook("1"),
        "exercises/01_x/01_x.ipynb": notebook("raise NotImplementedError"),
        "exercises/01_x/rows.csv": "1,2\n",
        "solutions/01_x/01_x.ipynb": notebook("x = 1", SECRET),
        "lessons/01_x/exercise.py": "x = 1",
        "lessonlib/__init__.py": "",
        "tests/test_x.py": "assert 1",
        "docs/learning.md": "# Work",
        "docs/grading.md": "# Grade",
    }
    for name, text in texts.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    git(root, "init", "--quiet")
    git(root, "add", "--all")
    (root / "gradebook.db").write_text("names", encoding="utf-8")  # not tracked
    return root


def held(folder):
    return {name for name in git(folder, "ls-files").split("\n") if name}


def test_only_what_learners_need(course, tmp_path):
    done = make_handout(course, tmp_path / "out", "first")
    assert held(tmp_path / "out") == {
        ".lessonlib-handout", "README.md", "Makefile", "course/01_x.ipynb", "exercises/01_x/01_x.ipynb",
        "exercises/01_x/rows.csv", "lessonlib/__init__.py", "docs/learning.md",
    }  # fmt: skip
    assert done.files == 8
    assert "git pull" in (tmp_path / "out" / "README.md").read_text(encoding="utf-8")


def test_what_is_new_is_one_more_commit_and_what_is_gone_goes(course, tmp_path):
    out = tmp_path / "out"
    first = make_handout(course, out, "first")
    (out / "work").mkdir()
    (out / "work" / "mine.txt").write_text("mine", encoding="utf-8")
    assert make_handout(course, out, "again").commit == ""
    (course / "exercises/01_x/01_x.ipynb").write_text(notebook("# new"), encoding="utf-8")
    (course / "exercises/01_x/rows.csv").unlink()
    second = make_handout(course, out, "a better exercise")
    assert first.commit != second.commit != ""
    assert re.findall(r"\w+ (.+)", git(out, "log", "--oneline")) == ["a better exercise", "first"]
    assert "exercises/01_x/rows.csv" not in held(out)
    assert (out / "work" / "mine.txt").exists()
    assert "work/mine.txt" not in held(out)


def test_a_release_with_a_hidden_test_is_not_handed_out(course, tmp_path):
    (course / "exercises/01_x/01_x.ipynb").write_text(notebook("1", SECRET), encoding="utf-8")
    with pytest.raises(LessonlibError, match=r"holds a solution or a hidden test(.|\n)*lessonlib build"):
        make_handout(course, tmp_path / "out", "first")
    assert not (tmp_path / "out").exists()


def test_other_folders_are_left_alone(course, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").write_text("x", encoding="utf-8")
    with pytest.raises(LessonlibError, match="not empty, and no handout"):
        make_handout(course, tmp_path / "full", "first")
    for inside in (course, course / "out"):
        with pytest.raises(LessonlibError, match="lies in the course itself"):
            make_handout(course, inside, "first")


def test_no_checkout(tmp_path):
    (tmp_path / "lessons").mkdir()
    with pytest.raises(
        LessonlibError, match=r"failed in .*: .*not a git repository(.|\n)*git init, git add --all"
    ):
        make_handout(tmp_path, tmp_path.parent / "out", "first")


@pytest.mark.thorough
def test_this_course_has_no_answer_in_its_handout(tmp_path):
    make_handout(ROOT, tmp_path / "out", "first")
    marks = re.compile(r"BEGIN (HIDDEN TESTS|SOLUTION)")
    for path in (tmp_path / "out").rglob("*"):
        if path.suffix == ".ipynb":
            assert not marks.search(path.read_text(encoding="utf-8")), path
    assert not (tmp_path / "out" / "solutions").exists()
    assert not (tmp_path / "out" / "lessons").exists()


def test_what_somebody_changed_in_the_handout_is_not_written_over(course, tmp_path):
    out = tmp_path / "out"
    make_handout(course, out, "first")
    (out / "Makefile").write_text("mine:\n", encoding="utf-8")
    (course / "Makefile").write_text("new:\n", encoding="utf-8")
    with pytest.raises(
        LessonlibError, match=r"would be lost: Makefile\. Nothing was written(.|\n)*git checkout"
    ):
        make_handout(course, out, "second")
    assert (out / "Makefile").read_text("utf-8") == "mine:\n"
    (out / "Makefile").write_text("new:\n", encoding="utf-8")  # as an interrupted handout leaves it
    assert make_handout(course, out, "second").commit
