"""`lessonlib check`, as a learner runs it before handing in."""

from __future__ import annotations

import io

import nbformat
import pytest
from rich.console import Console

from lessonlib import LessonlibError
from lessonlib.grading.handed_in.preflight import check_notebook, run_check

RIGHT = {"xor": "def xor(a, b):\n    return int(a != b)", "layers": "hidden_layers = 1"}


@pytest.fixture
def save(answered, tmp_path):
    def save(**sources):
        nbformat.write(answered(**sources), tmp_path / "01_xor.ipynb")
        return tmp_path / "01_xor.ipynb"

    return save


@pytest.mark.smoke
def test_a_finished_notebook_is_ready(save, lesson):
    found = check_notebook(save(**RIGHT), lesson.release_notebook)
    assert (found.problems, found.repairs, found.unanswered) == ((), (), ())
    assert found.exercise == "01_xor"


def test_what_is_open_and_what_cannot_run(save, lesson):
    found = check_notebook(save(xor="def xor(a, b)\n    return 1"), lesson.release_notebook)
    assert found.unanswered == ("layers",)
    assert found.problems == ("Cell 'xor' cannot run: expected ':' in its line 1. Correct it.",)


def test_commands_of_ipython_are_no_mistakes(save, lesson):
    found = check_notebook(save(**RIGHT | {"layers": "%time hidden_layers = 1"}), lesson.release_notebook)
    assert found.problems == ()


def test_another_notebook_cannot_be_handed_in(tmp_path, lesson):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x")]), tmp_path / "n.ipynb")
    found = check_notebook(tmp_path / "n.ipynb", lesson.release_notebook)
    assert "holds no task of 01_xor. Hand in your notebook of 01_xor." in found.problems[0]


def test_in_a_checkout_the_exercise_is_found(save, lesson):
    path = lesson.release_notebook.with_name("mine.ipynb")
    path.write_text(save(xor=RIGHT["xor"]).read_text())
    try:
        assert check_notebook(path).unanswered == ("layers",)
    finally:
        path.unlink()


def test_outside_a_checkout_only_the_form_is_looked_at(save):
    found = check_notebook(save(xor="def xor("))
    assert found.exercise == ""
    assert len(found.problems) == 1


def test_a_file_that_is_not_there(tmp_path, save):
    with pytest.raises(LessonlibError, match=r"There is no .*no\.ipynb\. Name the notebook"):
        check_notebook(tmp_path / "no.ipynb")
    with pytest.raises(LessonlibError, match=r"cannot be used as the released exercise"):
        check_notebook(save(), tmp_path / "no.ipynb")


def test_what_is_printed(save, lesson):
    def shown(**sources):
        text = io.StringIO()
        status = run_check(save(**sources), lesson.release_notebook, Console(file=text, width=100))
        return status, text.getvalue()

    assert shown(**RIGHT) == (0, "This notebook is ready to be handed in.\n")
    status, text = shown(xor="def xor(")
    assert status == 1
    assert text.startswith("You have to correct:\n  - Cell 'xor' cannot run")
    assert "Without an answer yet:\n  - layers\n" in text
