"""docs/class.md from the class list to final grades, in a course of one exercise, with the commands of the page."""

import csv
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

DOCS = Path(__file__).parents[3] / "docs"
RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}


@pytest.fixture
def run(checkout, tmp_path):
    course = tmp_path / "course"
    shutil.copytree(checkout, course)
    config = course / "nbgrader_config.py"
    zero = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    config.write_text(config.read_text("utf-8") + zero, encoding="utf-8")

    def call(line, status=0):
        words = shlex.split(line)
        command = [str(Path(sys.executable).parent / words[0]), *words[1:]]
        done = subprocess.run(
            command, cwd=course, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    call.course = course
    return call


def scores(course):
    with (course / "reports" / "csv.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student_id"]: row["01_xor"] for row in csv.DictReader(file)}


@pytest.mark.thorough
def test_a_term(run, answered):
    course = run.course
    (course / "class.csv").write_text(
        "student_id,email\nada,a@example.org\nbob,b@example.org\neve,\n", "utf-8"
    )
    assert "3 are new" in run("lessonlib roster import class.csv")
    run('nbgrader db assignment add 01_xor --duedate="2026-12-01 23:59 +0900"')
    wrong = RIGHT | {"layers": "hidden_layers = 0"}
    for student, answers, moment in (
        ("ada", RIGHT, "2026-12-03 10:00 +0900"),
        ("bob", wrong, "2026-12-01 10:00 +0900"),
    ):
        folder = course / "submitted" / student / "01_xor"
        folder.mkdir(parents=True)
        nbformat.write(answered(**answers), folder / "01_xor.ipynb")
        (folder / "timestamp.txt").write_text(moment, encoding="utf-8")
    run("lessonlib grade 01_xor")
    run("lessonlib export --to csv")
    assert scores(course) == {"ada": "0", "bob": "6", "eve": ""}
    told = run('lessonlib extend ada 01_xor "2026-12-04 23:59 +0900"')
    assert "The penalty was 10 and is 0" in told
    for line in re.findall(r"^  (\w+ .+)", told, re.MULTILINE):
        run(line)
    run("lessonlib export --to csv")
    assert scores(course) == {"ada": "10", "bob": "6", "eve": ""}
    page = (course / "feedback" / "ada" / "01_xor" / "01_xor.html").read_text("utf-8")
    assert "Score: 10 / 10" in page
    assert "handed in late" not in page


@pytest.mark.parametrize("page", ["class.md", "learning.md"])
def test_the_page_names_only_commands_that_there_are(page):
    from typer.main import get_command

    from lessonlib.cli import app

    commands = get_command(app).commands
    found = re.findall(r"lessonlib (\w+)(?: (\w+))?", (DOCS / page).read_text("utf-8"))
    assert len(found) > 5
    for name, second in found:
        assert name in commands, name
        inner = getattr(commands[name], "commands", None)
        assert inner is None or second in inner
