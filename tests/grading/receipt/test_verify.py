"""A student's page from real grading, checked with `lessonlib verify`."""

import hashlib
import json
import re
import shutil
import zipfile

import pytest
from typer.testing import CliRunner

from lessonlib import LessonlibError
from lessonlib.cli import app
from lessonlib.grading.receipt.key import PUBLIC, CourseKey
from lessonlib.grading.receipt.verify import read_receipt

PAGE = "feedback/ada/hw1/hw1.html"


@pytest.fixture(scope="module")
def graded(small, tmp_path_factory, execute):
    """A graded course, and where Ada's files are."""
    course = small.SmallCourse(tmp_path_factory.mktemp("graded") / "course").release()
    course.submit("ada", {"square": "def square(x):\n    return 9"})
    course.grade(execute)
    return course


@pytest.fixture
def ada(graded, tmp_path, monkeypatch):
    """Ada's folder: her page, the release, the public key."""
    shutil.copytree(graded.root / "exercises", tmp_path / "exercises")
    for name in (PAGE, PUBLIC):
        shutil.copy(graded.root / name, tmp_path)
    shutil.copy(graded.root / "submitted/ada/hw1/hw1.ipynb", tmp_path / "mine.ipynb")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def verify(*arguments):
    result = CliRunner().invoke(app, ["verify", *arguments], catch_exceptions=False)
    return result.exit_code, re.sub(r"\s+", " ", result.output)


def test_all_fits(ada):
    status, said = verify("hw1.html", "mine.ipynb")
    assert status == 0
    assert "yes Genuine" in said
    assert "yes Your submission: mine.ipynb" in said
    assert "yes Your release" in said
    assert "hw1 of ada" in said
    assert "nine 2 of 2" in said
    assert "score 2 of 5" in said


def test_the_digest_is_that_of_the_file(ada):
    receipt = read_receipt(ada / "hw1.html").receipt
    assert receipt.submission == hashlib.sha256((ada / "mine.ipynb").read_bytes()).hexdigest()
    assert receipt.points == {"nine": (2.0, 2.0), "secret": (0.0, 3.0)}


def test_the_archive_of_lessonlib_submit_is_found(ada):
    folder = ada / "work" / "handed_in"
    folder.mkdir(parents=True)
    for name, content in {"hw1_1.zip": b"{}", "hw1_2.zip": (ada / "mine.ipynb").read_bytes()}.items():
        with zipfile.ZipFile(folder / name, "w") as made:
            made.writestr("hw1.ipynb", content)
    assert "yes Your submission: hw1_2.zip/hw1.ipynb" in verify("hw1.html")[1]


def test_nothing_to_compare_with_is_no_fault(ada):
    shutil.rmtree(ada / "exercises")
    status, said = verify("hw1.html")
    assert status == 0
    assert "? The submission was not compared" in said
    assert "? The release was not compared" in said


def test_forged(ada):
    page = (ada / "hw1.html").read_text()
    assert "&#34;score&#34;: 2.0" in page
    (ada / "hw1.html").write_text(page.replace("&#34;score&#34;: 2.0", "&#34;score&#34;: 5.0"))
    status, said = verify("hw1.html", "mine.ipynb")
    assert status == 1
    assert "NO Forged, or changed after it was signed" in said
    assert "question points" not in said


def test_signed_with_another_key(ada, tmp_path_factory):
    other = tmp_path_factory.mktemp("other")
    CourseKey(other, other)
    status, said = verify("hw1.html", "--key", str(other / PUBLIC))
    assert status == 1
    assert "NO Another key" in said


def test_another_submission(ada):
    (ada / "other.ipynb").write_text("{}")
    status, said = verify("hw1.html", "other.ipynb")
    assert status == 1
    assert "NO Another submission: what was graded has the SHA-256" in said


def test_another_release(ada):
    path = ada / "exercises/hw1/hw1.ipynb"
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "nine":
            cell["source"] = "pass"
    path.write_text(json.dumps(notebook))
    status, said = verify("hw1.html", "mine.ipynb")
    assert status == 1
    assert "NO Another release" in said


def test_ones_own_notebook_shows_the_release_as_well(ada):
    assert "yes Your release" in verify("hw1.html", "mine.ipynb", "--release", "mine.ipynb")[1]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["mine.ipynb"], r"holds no receipt"),
        (["nowhere.html"], r"cannot be read: No such file"),
        (["hw1.html", "nowhere.ipynb"], r"cannot be read: No such file"),
        (["hw1.html", "--release", "nowhere.ipynb"], r"cannot be used as the released exercise"),
        (["hw1.html", "--key", "hw1.html"], r"holds no public key"),
    ],
)
def test_messages(ada, arguments, message):
    with pytest.raises(LessonlibError, match=message):
        verify(*arguments)


def test_without_a_public_key(ada):
    (ada / PUBLIC).unlink()
    with pytest.raises(LessonlibError, match=r"no receipts\.pub(.|\n)*--key"):
        verify("hw1.html")


def test_nbgraders_own_commands_make_receipts_too(graded, nbgrader, tmp_path):
    shutil.copytree(graded.root, tmp_path / "course")
    for command in (["autograde", "hw1", "--force"], ["generate_feedback", "hw1", "--force"]):
        done = nbgrader(tmp_path / "course", *command)
        assert done.returncode == 0, done.stderr
    before, after = (read_receipt(root / PAGE).receipt for root in (graded.root, tmp_path / "course"))
    assert (after.submission, after.release, after.points) == (
        before.submission,
        before.release,
        before.points,
    )
    assert read_receipt(tmp_path / "course" / PAGE).is_genuine(
        CourseKey(graded.root, graded.root / ".lessonlib").public
    )


def test_where_the_key_is_lost_pages_have_no_receipt_and_the_log_says_why(graded, tmp_path, execute, small):
    shutil.copytree(graded.root, tmp_path / "course")
    (tmp_path / "course/.lessonlib/receipts.key").unlink()
    course = small.SmallCourse(tmp_path / "course")
    course.grade(execute)
    page = (tmp_path / "course" / PAGE).read_text()
    assert "Score: 2 / 5" in page
    assert 'id="receipt"' not in page
    assert "ada has no receipt" in (tmp_path / "course/grading.log").read_text()
