"""docs/class.md from the class list to final grades, in a course of one exercise, with the commands of the page."""

import csv
import re
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest

DOCS = Path(__file__).parents[3] / "docs"
GIT_COMMIT = "git -c user.name=x -c user.email=x@example.org commit --quiet --message course"
WORKSHEET = """\
Identifier,Full name,Email address,Last modified (submission)
Participant 17,Ada Lovelace,a@example.org,"Thursday, 3 December 2026, 10:00 AM"
Participant 18,Bob X,b@example.org,"Tuesday, 1 December 2026, 10:00 AM"
"""
RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}


@pytest.fixture
def run(checkout, tmp_path):
    """Runs a line of the page in a course; `run.lines` are those that ran."""
    course = tmp_path / "course"
    shutil.copytree(checkout, course)
    config = course / "nbgrader_config.py"
    zero = '\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
    config.write_text(config.read_text("utf-8") + zero, encoding="utf-8")

    def call(line, status=0):
        call.lines.append(line)
        words = shlex.split(line)
        program = shutil.which(words[0], path=str(Path(sys.executable).parent)) or words[0]
        done = subprocess.run(
            [program, *words[1:]], cwd=course, capture_output=True, text=True, encoding="utf-8", check=False
        )
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    call.course, call.lines = course, []
    return call


def documented():
    """The commands in the code blocks of the page, as this term runs them; the exchange has a test of its own."""
    page = (DOCS / "class.md").read_text("utf-8")
    before, _, rest = page.partition("## One machine for all")
    page = before + rest.partition("## At the end")[2]
    blocks = re.findall(r"^```\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    lines = [
        line
        for block in blocks
        for line in block.splitlines()
        if line.startswith(("lessonlib ", "nbgrader "))
    ]
    return [line.replace("05_checkpoints", "01_xor").replace("STUDENT", "ada") for line in lines]


def pack(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)


def scores(course):
    with (course / "reports" / "csv.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student_id"]: row["01_xor"] for row in csv.DictReader(file)}


@pytest.mark.thorough
def test_a_term(run, answered):
    course = run.course
    (course / "class.csv").write_text(
        "student_id,first_name,last_name,email\nada,Ada,Lovelace,a@example.org\nbob,Bob,X,b@example.org\neve,Eve,X,\n",
        "utf-8",
    )
    assert "3 are new" in run("lessonlib roster import class.csv")
    for line in ("git init --quiet", "git add --all", GIT_COMMIT):
        run(line)
    assert "holds the course for learners" in run("lessonlib handout ../handout")
    assert (course.parent / "handout" / "exercises" / "01_xor" / "01_xor.ipynb").exists()
    run('nbgrader db assignment add 01_xor --duedate="2026-12-01 23:59 +0900"')

    wrong = nbformat.writes(answered(**RIGHT | {"layers": "hidden_layers = 0"}))
    right = nbformat.writes(answered(**RIGHT))
    pack(course / "submissions.zip", {"xbob_902_7_01_xor.ipynb": wrong})
    run("lessonlib collect submissions.zip --from canvas")
    moodle = "Ada Lovelace_17_assignsubmission_file_/my work.ipynb"
    pack(course / "submissions.zip", {moodle: right, "Bob X_18_assignsubmission_file_/01_xor.ipynb": wrong})
    (course / "worksheet.csv").write_text(WORKSHEET, "utf-8")
    said = run("lessonlib collect submissions.zip --from moodle --table worksheet.csv --zone Asia/Seoul")
    assert "2 of 2 for 01_xor are in submitted/" in said

    run("lessonlib grade 01_xor")
    run("lessonlib export --to csv")
    assert scores(course) == {"ada": "0", "bob": "6", "eve": ""}
    assert "Believes that no hidden layer is needed." in (course / "reports/01_xor/report.html").read_text(
        "utf-8"
    )
    told = run('lessonlib extend ada 01_xor "2026-12-04 23:59 +0900"')
    assert "The penalty was 10 and is 0" in told
    for line in re.findall(r"^  (\w+ .+)", told, re.MULTILINE):
        run(line)
    for system in ("csv", "moodle", "canvas"):
        run(f"lessonlib export --to {system}")
    assert scores(course) == {"ada": "10", "bob": "6", "eve": ""}
    page = (course / "feedback" / "ada" / "01_xor" / "01_xor.html").read_text("utf-8")
    assert "Score: 10 / 10" in page
    assert "handed in late" not in page
    (course / "01_xor.html").write_text(page, "utf-8")
    said = run("lessonlib verify 01_xor.html")
    assert "Genuine" in said
    assert "10 of 10" in said
    assert "similar.html" in run("lessonlib similar 01_xor")
    assert [line for line in documented() if line not in run.lines] == []


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
