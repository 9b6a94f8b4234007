"""nbgrader's own commands in a checkout, as an instructor and a learner run them."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

import pytest
from nbgrader.api import Gradebook

pytestmark = pytest.mark.slow

RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}
NOISE = """
import logging, os, sys, warnings
from tqdm import tqdm

logging.basicConfig()
log = logging.getLogger("learner")

def xor(a, b):
    warnings.warn("a warning")
    log.warning("a log line")
    for _ in tqdm(range(3)):
        print("a progress bar", file=sys.stderr)
    os.write(2, b"a native library\\n")
    return int(a != b)

xor(0, 1)
"""


@pytest.fixture
def course(checkout, tmp_path):
    """A fresh copy of the checkout: exercises are there, a gradebook is not."""
    shutil.copytree(checkout, tmp_path / "course")
    return tmp_path / "course"


def submit(course, student, notebook):
    path = course / "submitted" / student / "01_xor" / "01_xor.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(notebook))


def score(course, student):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        submission = gradebook.find_submission("01_xor", student)
        return submission.score, submission.max_score


@pytest.mark.nightly
def test_autograde_works_in_a_fresh_checkout(course, answered, nbgrader):
    submit(course, "ada", answered(**RIGHT))
    submit(course, "noisy", answered(**RIGHT | {"xor": NOISE}))
    submit(course, "empty", answered())
    before = (course / "exercises/01_xor/01_xor.ipynb").read_bytes()
    graded = nbgrader(course, "autograde", "01_xor")
    assert graded.returncode == 0, graded.stderr
    assert "SAWarning" not in graded.stderr
    assert score(course, "ada") == (10, 10)
    assert score(course, "noisy") == (10, 10)
    assert score(course, "empty") == (0, 10)
    assert (course / "exercises/01_xor/01_xor.ipynb").read_bytes() == before

    noisy = (course / "autograded/noisy/01_xor/01_xor.ipynb").read_text()
    for text in ("a warning", "a log line", "a progress bar", "a native library", "3/3"):
        assert text in noisy

    feedback = nbgrader(course, "generate_feedback", "01_xor")
    assert feedback.returncode == 0, feedback.stderr
    assert (course / "feedback/ada/01_xor/01_xor.html").exists()


@pytest.mark.nightly
def test_generate_assignment_writes_what_the_build_wrote(course, nbgrader):
    before = (course / "exercises/01_xor/01_xor.ipynb").read_bytes()
    made = nbgrader(course, "generate_assignment", "01_xor")
    assert made.returncode == 0, made.stderr
    assert (course / "exercises/01_xor/01_xor.ipynb").read_bytes() == before


def test_validate_fails_helpfully_on_the_release(course, nbgrader):
    done = nbgrader(course, "validate", "exercises/01_xor/01_xor.ipynb")
    assert re.search(r"VALIDATION FAILED ON 3 CELL\(S\)", done.stdout)
    assert "LearnerError: xor(0, 0): this task is not done yet." in done.stdout
    assert "task 'xor': write your answer here" in done.stdout
    assert "'hidden_layers' is not there yet." in done.stdout
    assert "Finish and run the cell of task layers (above this test)" in done.stdout
    assert "Traceback" not in done.stdout
    errors = re.findall(r"The error was:\n\n(.*?)\n\n", done.stdout, re.DOTALL)
    assert len(errors) == 3
    assert "..." not in "".join(errors)  # nbgrader cuts long lines


def test_validate_passes_on_the_solution(course, nbgrader):
    done = nbgrader(course, "validate", "solutions/01_xor/01_xor.ipynb")
    assert "Success! Your notebook passes all the tests." in done.stdout


@pytest.mark.nightly
def test_the_validate_button_takes_the_same_settings(course, answered):
    """JupyterLab, started in the course, shows exercises; the button posts to this address."""
    exercise = course / "exercises/01_xor/01_xor.ipynb"
    exercise.write_text(json.dumps(answered(**RIGHT | {"xor": NOISE})))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = [
        "--no-browser",
        f"--port={port}",
        "--IdentityProvider.token=t",
        "--ServerApp.disable_check_xsrf=True",
        "--allow-root",
    ]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        cwd=course,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        url = f"http://127.0.0.1:{port}/assignments/validate?token=t"
        answer = _post(url, exercise.relative_to(course), server)
    finally:
        server.terminate()
        server.wait(30)
    assert answer == {"success": True, "value": {}}


def _post(url, path, server):
    """The answer of the server, which may take minutes to start on a busy machine."""
    request = urllib.request.Request(url, json.dumps({"path": str(path)}).encode(), method="POST")
    deadline = time.monotonic() + 600
    while True:
        try:
            with urllib.request.urlopen(request, timeout=600) as response:
                return json.loads(response.read())
        except urllib.error.HTTPError:
            raise
        except OSError:
            if time.monotonic() > deadline or server.poll() is not None:
                raise
            time.sleep(0.3)
