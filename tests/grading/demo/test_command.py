"""The demo, on a small exercise."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from lessonlib.grading.course import GradingError
from lessonlib.grading.demo.command import run_demo
from lessonlib.grading.demo.students import STUDENTS

pytestmark = pytest.mark.slow
SCORES = {"perfect": "10", "half_right": "6", "wrong": "2", "empty": "0", "crashing": "0"}
# In a user namespace of its own, a process without privileges that can make no other.
NO_NAMESPACES = """
echo 0 > /proc/sys/user/max_user_namespaces && exec setpriv --bounding-set=-all --inh-caps=-all --no-new-privs "$@"
"""


def scores(shown: str) -> dict[str, str]:
    return dict(re.findall(r"(\w+) +│ +(\d+) / 10  (?:graded|crashed)", shown))


@pytest.mark.smoke
def test_the_demo_grades_a_class(checkout, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(checkout)
    before = {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()}
    assert run_demo(tmp_path / "class", ["01"]) == 0
    shown = capsys.readouterr().out
    assert scores(shown) == SCORES
    assert "sandbox" not in shown
    assert (
        "crashing, 01_xor: crashed, In the cell 'xor', the process that runs the learner's code ended"
        in shown
    )
    for student in STUDENTS:
        assert (tmp_path / "class" / "feedback" / student.name / "01_xor" / "01_xor.html").exists()
    assert f"Feedback:  {tmp_path}/class/feedback/STUDENT/EXERCISE/EXERCISE.html" in shown
    assert {path: path.read_bytes() for path in checkout.rglob("*") if path.is_file()} == before


def test_without_a_sandbox_each_row_says_so(checkout, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(checkout)
    assert run_demo(tmp_path / "class", sandbox=False) == 0
    shown = capsys.readouterr().out
    assert scores(shown) == SCORES
    assert shown.count("Without a sandbox. What the class handed in runs with all of your rights.") == 1
    assert len(re.findall(r"(?:graded|crashed) \(no sandbox\)", shown)) == len(STUDENTS)


@pytest.mark.nightly
@pytest.mark.parametrize("options", [[], ["--without-sandbox"]])
def test_the_demo_works_where_no_user_namespace_can_be_made(checkout, tmp_path, options):
    unshare = ["unshare", "--user", "--map-root-user", "sh", "-c", NO_NAMESPACES, "sh"]
    if sys.platform != "linux" or subprocess.run([*unshare, "true"], capture_output=True).returncode:
        pytest.skip("this machine lets nobody forbid namespaces")
    program = str(Path(sys.executable).parent / "lessonlib")
    done = subprocess.run(
        [*unshare, program, "demo", str(tmp_path / "class"), *options],
        cwd=checkout, capture_output=True, text=True, encoding="utf-8", timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert scores(done.stdout) == SCORES
    assert done.stdout.count("(no sandbox)") == len(STUDENTS)
    assert ("does not let lessonlib make a sandbox" in done.stdout) is (not options)


def test_without_an_exercise_there_is_no_demo(tmp_path, monkeypatch):
    (tmp_path / "lessons" / "01_x").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GradingError, match=r"No lesson in .*lessons has an exercise"):
        run_demo(tmp_path / "class")


def test_a_folder_with_files_is_left_alone(checkout, tmp_path, monkeypatch):
    monkeypatch.chdir(checkout)
    (tmp_path / "mine.txt").write_text("keep me")
    with pytest.raises(GradingError, match=r"is not empty.*Name a new folder"):
        run_demo(tmp_path, ["01"])
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_exercises_that_are_not_built_are_named(checkout, tmp_path, monkeypatch):
    (tmp_path / "lessons" / "01_xor").mkdir(parents=True)
    (tmp_path / "nbgrader_config.py").write_bytes((checkout / "nbgrader_config.py").read_bytes())
    monkeypatch.chdir(tmp_path)
    with pytest.raises(GradingError, match=r"01_xor\.ipynb is missing. Run `lessonlib build` first"):
        run_demo(tmp_path / "class", ["01"])
