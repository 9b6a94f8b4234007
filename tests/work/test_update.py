"""Bringing a new release into a notebook, with everything that can go wrong on the way."""

import pytest

from lessonlib import LessonlibError
from lessonlib.work import update as updating
from lessonlib.work.exercise import read
from lessonlib.work.start import start
from lessonlib.work.update import update
from tests.work.conftest import RELEASE, answer, notebook_of, write

MINE = "def double(x):\n    return x + x"
NEW = [*RELEASE[:4], ("test", "doubles", "assert double(5) == 10"), *RELEASE[5:]]


@pytest.fixture
def begun(exercise):
    start(exercise)
    notebook = read(exercise.notebook)
    answer(notebook, "double", MINE)
    write(exercise.notebook, notebook)
    return exercise


def sources(path):
    return [cell.source for cell in read(path).cells]


def test_answers_stay_tests_become_new_and_the_old_file_is_kept(begun):
    before = begun.notebook.read_bytes()
    write(begun.release, notebook_of(NEW))
    done = update(begun)
    assert MINE in sources(begun.notebook)
    assert "assert double(5) == 10" in sources(begun.notebook)
    assert done.backup.read_bytes() == before
    assert done.changes == ("'doubles' has a new text.",)
    assert update(begun).backup is None


def test_nothing_new_changes_nothing(begun):
    before = begun.notebook.read_bytes()
    done = update(begun)
    assert (done.backup, done.changes) == (None, ())
    assert begun.notebook.read_bytes() == before
    assert not begun.backups.exists()


def test_killed_after_the_notebook_was_written(begun, monkeypatch):
    """The next run finds the same work to do, and does no harm."""
    write(begun.release, notebook_of(NEW))

    def killed(source, target):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(updating, "copy_whole", killed)
        with pytest.raises(KeyboardInterrupt):
            update(begun)
    after = sources(begun.notebook)
    assert update(begun).changes == ()
    assert sources(begun.notebook) == after
    assert update(begun).backup is None


def test_a_full_disk(begun, monkeypatch):
    write(begun.release, notebook_of(NEW))
    before = begun.notebook.read_bytes()

    def full(file, text):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(updating, "write_text", full)
        with pytest.raises(LessonlibError, match=r"No space left on device\. Nothing that was there is lost"):
            update(begun)
    assert begun.notebook.read_bytes() == before
    assert update(begun).changes == ("'doubles' has a new text.",)


def test_a_damaged_notebook_is_left_as_it_is(begun):
    write(begun.release, notebook_of(NEW))
    begun.notebook.write_text("<<<<<<< HEAD", encoding="utf-8")
    with pytest.raises(LessonlibError, match="cannot be read: it is not JSON"):
        update(begun)
    assert begun.notebook.read_text(encoding="utf-8") == "<<<<<<< HEAD"


def test_a_copy_that_was_made_by_hand(begun):
    begun.base.unlink()
    write(begun.release, notebook_of(NEW))
    update(begun)
    assert MINE in sources(begun.notebook)
    assert "assert double(2) == 4" not in sources(begun.notebook)


def test_what_was_not_begun(exercise):
    with pytest.raises(LessonlibError, match="not begun"):
        update(exercise)


def test_files_that_are_new_come_along_and_those_that_are_there_stay(exercise):
    start(exercise)
    mine = exercise.notebook.parent / "data" / "rows.csv"
    mine.write_text("mine")
    (exercise.release.parent / "data" / "more.csv").write_text("3,4\n")
    write(exercise.release, notebook_of([*RELEASE, ("text", "", "Read `more.csv`, too.")]))
    assert "The file 'data/more.csv' is new." in update(exercise).changes
    assert (mine.read_text(), mine.with_name("more.csv").read_text()) == ("mine", "3,4\n")
