"""What can be seen of a notebook without running it."""

from __future__ import annotations

import os
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib import LessonlibError
from lessonlib.grading.preflight.form import check_form

ROOT = Path(__file__).parents[3]


@pytest.mark.smoke
def test_a_finished_notebook(save, lesson, right):
    path = save(**right)
    found = check_form(path, lesson.release_notebook)
    assert (found.problems, found.repairs, found.unanswered) == ((), (), ())
    assert found.exercise == "01_xor"
    assert found.accepted.submission.notebooks == {"01_xor": path.read_bytes()}


def test_what_is_open_and_what_cannot_run(save, lesson):
    found = check_form(save(xor="def xor(a, b)\n    return 1"), lesson.release_notebook)
    assert found.unanswered == ("layers",)
    assert found.problems == ("Cell 'xor' cannot run: expected ':' in its line 1. Correct it.",)


def test_commands_of_ipython_are_no_mistakes(save, lesson, right):
    found = check_form(save(**right | {"layers": "%time hidden_layers = 1"}), lesson.release_notebook)
    assert found.problems == ()


def test_an_untouched_exercise_is_not_ready(save, lesson):
    found = check_form(save(), lesson.release_notebook)
    assert found.problems == ("Nothing is answered yet: this is the exercise as it was handed out.",)
    assert found.accepted is None


@pytest.mark.parametrize("inside", [True, False])
def test_a_chapter_is_not_ready(tmp_path, inside):
    path = ROOT / "course" / "08a_logistic_regression.ipynb"
    if not inside:
        path = Path(shutil.copy(path, tmp_path))
    slug = "08_logistic_regression"
    assert check_form(path).problems == (
        f"This is the chapter {slug}, in which there is nothing to hand in. Its exercise is "
        f"exercises/{slug}/{slug}.ipynb.",
    )


def test_another_notebook_cannot_be_handed_in(tmp_path, lesson):
    nbformat.write(new_notebook(cells=[new_code_cell("x")]), tmp_path / "n.ipynb")
    found = check_form(tmp_path / "n.ipynb", lesson.release_notebook)
    assert found.problems == ("It holds no task of 01_xor. Hand in your notebook of 01_xor.",)


def test_what_is_no_notebook(tmp_path):
    (tmp_path / "n.ipynb").write_text("<!DOCTYPE html>")
    assert check_form(tmp_path / "n.ipynb").problems[0].startswith("It is a web page, not a notebook. In Jup")
    (tmp_path / "link.ipynb").symlink_to("n.ipynb")
    assert (
        check_form(tmp_path / "link.ipynb").problems[0].startswith("The notebook is a link to another file.")
    )


def test_in_a_checkout_the_exercise_is_found(save, lesson, right):
    path = lesson.release_notebook.with_name("mine.ipynb")
    path.write_text(save(xor=right["xor"]).read_text())
    try:
        found = check_form(path)
        assert found.unanswered == ("layers",)
        assert found.repairs == (
            "'mine.ipynb' was taken for 01_xor.ipynb.",
            "'01_xor.ipynb' was left: nothing in it is answered.",
        )
        assert check_form(path.parent) == found
    finally:
        path.unlink()


def test_it_is_said_when_grading_would_take_another_file(save, lesson, right):
    save(**right)
    path = save(name="01_xor-Copy1.ipynb", **right | {"layers": "hidden_layers = 2"})
    found = check_form(path, lesson.release_notebook)
    assert len(found.problems) == 1
    assert found.problems[0].startswith(
        "If you hand in this folder, another notebook than 01_xor-Copy1.ipynb is graded, or none: "
        "'01_xor-Copy1.ipynb' was left, though it holds other answers"
    )
    assert found.accepted.submission.notebooks == {"01_xor": path.read_bytes()}
    path.with_name("01_xor.ipynb").rename(path.with_name("another.ipynb"))
    found = check_form(path, lesson.release_notebook)
    assert "several notebooks hold different answers" in found.problems[0]


def test_a_folder_and_an_archive_are_looked_through_as_grading_does(save, lesson, right, tmp_path):
    path = save(name="final.ipynb", **right)
    (path.parent / "data.csv").write_text("1,2")
    with zipfile.ZipFile(tmp_path / "work.zip", "w") as made:
        for name in ("final.ipynb", "data.csv"):
            made.write(path.parent / name, f"work/{name}")
    for place, inner in ((path.parent, ""), (tmp_path / "work.zip", "work.zip/work/")):
        found = check_form(place, lesson.release_notebook)
        assert found.problems == ()
        assert found.repairs == (f"'{inner}final.ipynb' was taken for 01_xor.ipynb.",)
        assert found.accepted.submission.files == {"data.csv": b"1,2"}
    (path.parent / "final.ipynb").unlink()
    found = check_form(path.parent, lesson.release_notebook)
    assert found.problems[0].startswith("01_xor.ipynb is not there. Found: 'data.csv' is no notebook.")


def test_outside_a_checkout_only_the_form_is_looked_at(save):
    found = check_form(save(xor="def xor("))
    assert found.exercise == ""
    assert len(found.problems) == 1
    assert found.unanswered == ("layers",)
    assert found.accepted.release.tests == ("xor_truth", "xor_hidden", "layers_least")


def test_outside_a_checkout_an_untouched_exercise_is_known_by_its_stubs(save):
    assert check_form(save()).problems[0].startswith("Nothing is answered yet")


def test_what_is_not_there_or_not_known(tmp_path, save):
    with pytest.raises(LessonlibError, match=r"There is no .*no\.ipynb\. Name the notebook"):
        check_form(tmp_path / "no.ipynb")
    with pytest.raises(LessonlibError, match=r"cannot be used as the released exercise"):
        check_form(save(), tmp_path / "no.ipynb")
    with pytest.raises(LessonlibError, match=r"not known which exercise .* is\. Name it with --release\."):
        check_form(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root can read everything")
def test_a_notebook_that_cannot_be_read(save):
    path = save()
    path.chmod(0)
    with pytest.raises(LessonlibError, match=r"01_xor\.ipynb cannot be read: Permission denied"):
        check_form(path)


def test_the_exercise_can_be_given_by_its_folder(save, lesson, right, tmp_path):
    path, folder = save(**right), tmp_path / "released"
    folder.mkdir()
    with pytest.raises(
        LessonlibError, match=r"released holds no notebook, .* Name it: --release .*NAME\.ipynb"
    ):
        check_form(path, folder)
    shutil.copy(lesson.release_notebook, folder / "01_xor.ipynb")
    assert check_form(path, folder).accepted.release.tests == ("xor_truth", "xor_hidden", "layers_least")
    shutil.copy(lesson.release_notebook, folder / "other.ipynb")
    with pytest.raises(
        LessonlibError, match=r"holds 2 notebooks \(01_xor\.ipynb, other\.ipynb\).*01_xor\.ipynb$"
    ):
        check_form(path, folder)
