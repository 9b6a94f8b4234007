"""A course of one's own: what is written, and a whole term of it, by the command line alone."""

import csv
import shutil
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest
from typer.testing import CliRunner

from lessonlib import LessonlibError
from lessonlib.build import new_course as module
from lessonlib.build.new_course import EXAMPLE, new_course
from lessonlib.build.settings import read_settings
from lessonlib.cli import app
from lessonlib.notebook.file import dumps, read_notebook

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


def lessonlib(folder: Path, *arguments: str, status: int = 0) -> str:
    done = subprocess.run(
        [str(BIN / "lessonlib"), *arguments], cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=600
    )  # fmt: skip
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout + done.stderr


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@b", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


def entries(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


WRITTEN = [".gitignore", "README.md", "lessons", "nbgrader_config.py"]


@pytest.mark.parametrize("points", [7.5, 10.0, None])
def test_a_new_folder_becomes_a_course(tmp_path, points):
    folder = tmp_path / "below" / "course"
    new_course(folder, "Wetter & Klima", points)
    assert entries(folder) == WRITTEN
    assert entries(folder / "lessons") == ["00_start", EXAMPLE, "handout.md", "topics.toml"]
    assert read_settings(folder).points == points
    assert (folder / "README.md").read_text(encoding="utf-8").startswith("# Wetter & Klima\n")
    assert "**Wetter & Klima**" in (folder / "lessons/00_start/chapter.py").read_text(encoding="utf-8")


def test_a_repository_without_files_is_empty(tmp_path):
    git(tmp_path, "init", "--quiet")
    new_course(tmp_path, "x", 10)
    assert entries(tmp_path) == [".git", *WRITTEN]


def test_what_is_there_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    for folder in (tmp_path, tmp_path / "mine.txt"):
        with pytest.raises(LessonlibError, match=r"is not empty. Nothing was written"):
            new_course(folder, "x", 10)
    assert entries(tmp_path) == ["mine.txt"]


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "*bold*", "a\\b", "$name"])
def test_a_name_that_would_not_be_shown_as_it_is(tmp_path, name):
    with pytest.raises(LessonlibError, match="is no name for a course"):
        new_course(tmp_path / "course", name, 10)
    assert entries(tmp_path) == []


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("fails_at", [0, 3])
def test_a_full_disk_leaves_nothing_half_written(tmp_path, monkeypatch, is_there, fails_at):
    folder = tmp_path / "course"
    if is_there:
        folder.mkdir()
    done, write = [], module.write_text

    def full(file, text):
        done.append(file)
        if len(done) > fails_at:
            raise OSError(28, "No space left on device")
        return write(file, text)

    monkeypatch.setattr(module, "write_text", full)
    with pytest.raises(LessonlibError, match=r"course cannot be written: No space left on device"):
        new_course(folder, "x", 10)
    assert entries(tmp_path) == ["course"] * is_there


def test_where_a_file_cannot_be_moved_those_before_go_back(tmp_path, monkeypatch):
    folder, rename = tmp_path / "course", Path.rename
    folder.mkdir()

    def refused(path, target):
        if path.name == "lessons" and Path(target).parent == folder:
            raise OSError(13, "Permission denied")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refused)
    with pytest.raises(LessonlibError, match="cannot be written: Permission denied"):
        new_course(folder, "x", 10)
    assert entries(folder) == []
    assert entries(tmp_path) == ["course"]


@pytest.mark.parametrize("name", [".gitignore", "nbgrader_config.py"])
def test_a_new_course_gets_what_this_one_has(name):
    template = files("lessonlib.build").joinpath("templates", "course", f"{name}.txt")
    assert template.read_text(encoding="utf-8") == (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("points", ["0", "-1", "ten", "nan", "inf"])
def test_points_that_are_none(tmp_path, points):
    done = CliRunner().invoke(app, ["init", str(tmp_path / "course"), "--points", points])
    assert isinstance(done.exception, LessonlibError)
    assert f"--points is '{points}'. Write a positive number" in str(done.exception)
    assert entries(tmp_path) == []


@pytest.fixture(scope="module")
def own(tmp_path_factory):
    """A course of its own with two lessons, built and committed; the exercise of one is worth 29 points."""
    root = tmp_path_factory.mktemp("own") / "course"
    lessonlib(root.parent, "init", "course", "--name", "Signals", "--points", "any")
    git(root, "init", "--quiet")
    assert "wrote course/00_start.ipynb" in lessonlib(root, "build")
    lessonlib(root, "new", "22_topic")
    assert f"wrote course/{EXAMPLE}.ipynb" in lessonlib(root, "build"), "its link leads to the new lesson"
    exercise = root / "lessons" / "22_topic" / "exercise.py"
    exercise.write_text(exercise.read_text("utf-8").replace("points=4", "points=23"), encoding="utf-8")
    assert "22_topic.ipynb" in lessonlib(root, "build")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", "first")
    return root


@pytest.mark.slow
@pytest.mark.nightly
def test_its_lessons_are_proven(own):
    assert "29/29" in lessonlib(own, "prove", "22")
    assert lessonlib(own, "prove", "--chapters").count(" holds (") == 3


@pytest.mark.slow
@pytest.mark.nightly
def test_its_learners_work_and_are_graded(own):
    assert "committed as" in lessonlib(own, "handout", "../out")
    out = own.parent / "out"
    assert (out / "README.md").read_text(encoding="utf-8").startswith("# Signals\n")
    assert not (out / "lessons").exists()
    assert not (out / "solutions").exists()

    assert lessonlib(out, "start", "22") == "Made work/22_topic/22_topic.ipynb\n"
    answer(out / "work" / "22_topic" / "22_topic.ipynb", own / "solutions" / "22_topic" / "22_topic.ipynb")
    assert "29 of 29 points" in lessonlib(out, "score", "22")
    assert "Hand in this file" in lessonlib(out, "submit", "22")
    assert "handed in" in lessonlib(out, "status")
    assert git(out, "status", "--porcelain") == ""

    (archive,) = (out / "work" / "handed_in").glob("*.zip")
    (own / "submitted").mkdir(mode=0o700)
    (own / "submitted/kim/22_topic").mkdir(parents=True)
    shutil.copy(archive, own / "submitted/kim/22_topic")
    lessonlib(own, "grade", "22_topic")
    with (own / "reports/22_topic/grades.csv").open(newline="", encoding="utf-8-sig") as file:
        (row,) = csv.DictReader(file)
    assert (row["student"], float(row["score"]), float(row["max_score"])) == ("kim", 29, 29)
    # git ignores all that grading writes, but for the public key of its receipts, which the handout takes along.
    assert git(own, "status", "--porcelain") == "?? receipts.pub\n"
    assert "Private in" in lessonlib(own, "doctor")


@pytest.mark.slow
@pytest.mark.nightly
def test_it_has_a_demo(own):
    assert lessonlib(own, "demo", "--without-sandbox").count("graded (no sandbox)") == 8


def answer(notebook: Path, solution: Path) -> None:
    """Write the solutions into a learner's notebook."""
    mine, solved = read_notebook(notebook), {cell.id: cell for cell in read_notebook(solution).cells}
    for cell in mine.cells:
        if "raise NotImplementedError" in cell.source:
            cell.source = solved[cell.id].source
    notebook.write_text(dumps(mine), encoding="utf-8")
