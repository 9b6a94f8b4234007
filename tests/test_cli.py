"""The command as a user starts it: in a process of its own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CHAPTER = "# %% [markdown]\n# # Title\n"


@pytest.fixture
def root(tmp_path):
    folder = tmp_path / "lessons" / "01_title"
    folder.mkdir(parents=True)
    (folder / "chapter.py").write_text(CHAPTER)
    (folder.parent / "topics.toml").write_text('drafts = ["01_title"]\n')
    return tmp_path


def lessonlib(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).parent / "lessonlib"), *arguments]
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=600, env={"PATH": "/usr/bin"}
    )


def test_help_names_every_command(tmp_path):
    result = lessonlib(tmp_path, "--help")
    assert result.returncode == 0
    for command in ("init", "new", "build", "prove", "demo", "grade", "report", "check", "serve", "doctor"):
        assert command in result.stdout


def test_build_says_what_it_wrote(root):
    first, second = lessonlib(root, "build"), lessonlib(root / "lessons", "build", "1")
    assert (first.returncode, first.stdout) == (0, "wrote course/01_title.ipynb\nwrote course/lessons.json\n")
    assert (second.returncode, second.stdout) == (0, "Everything is up to date.\n")


@pytest.mark.thorough
def test_adopt_says_what_it_wrote(root):
    lessonlib(root, "build")
    notebook = root / "course" / "01_title.ipynb"
    notebook.write_text(notebook.read_text().replace("# Title", "# Heading"))
    result = lessonlib(root, "build", "--adopt")
    assert result.stdout == (
        "wrote lessons/01_title/chapter.py\nwrote course/01_title.ipynb\nwrote course/lessons.json\n"
    )
    assert (root / "lessons" / "01_title" / "chapter.py").read_text() == "# %% [markdown]\n# # Heading\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["build", "7"], "Error: There is no lesson '7'. The lessons are: 01_title."),
        (["build", "1"], "lessons/01_title/chapter.py:1: file: text stands before the first cell"),
        (["prove", "1"], "lessons/01_title has no exercise.py, so there is nothing to prove"),
        (
            ["prove", "--only", "right"],
            "--only goes with --times. Write how often, such as: --times 20 --only right",
        ),
        (["build", "--force"], "No such option: --force"),
        (["grade", "01_xor"], "Run this in the folder of an nbgrader course."),
        (["report", "01_xor"], "Run this in the folder of an nbgrader course."),
        (["grade", "01_xor", "--jobs", "-1"], "Invalid value for '--jobs'"),
        (["serve", "no.pt2"], "Error: no.pt2 cannot be read: No such file or directory."),
        (["check", "no.ipynb"], "There is no no.ipynb. Name the notebook that you want to hand in."),
    ],
)
def test_a_mistake_is_one_message_and_status_2(root, arguments, message):
    if "chapter.py" in message:
        (root / "lessons" / "01_title" / "chapter.py").write_text("x = 1\n" + CHAPTER)
    result = lessonlib(root, *arguments)
    assert result.returncode == 2
    assert message in result.stderr
    assert "Traceback" not in result.stderr + result.stdout


def test_outside_a_course_it_says_where_to_run(tmp_path):
    result = lessonlib(tmp_path, "build")
    assert (result.returncode, result.stdout) == (2, "")
    assert "There is no lessons/ folder" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["export", "--output", "nbgrader_config.py/grades.csv"],
            r"nbgrader_config\.py: (File exists|Not a directory)",
        ),
        (["roster", "import", "class.csv"], r"gradebook\.db\S* cannot be used: file is not a database"),
    ],
)
def test_what_a_disk_refuses_is_one_message(tmp_path, arguments, message):
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n")
    (tmp_path / "class.csv").write_text("id\nada\n")
    if arguments[0] == "roster":
        (tmp_path / "gradebook.db").write_text("no database")
    result = lessonlib(tmp_path, *arguments)
    assert result.returncode == 2
    assert re.search(message, result.stderr)
    assert "Remedy:" in result.stderr
    assert "Traceback" not in result.stderr
