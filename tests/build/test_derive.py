import json

import nbformat
import pytest

from lessonlib.build.derive import build
from lessonlib.build.errors import BuildError
from lessonlib.build.lesson import Lesson


def files(lesson: Lesson) -> dict[str, bytes]:
    return {str(p.relative_to(lesson.root)): p.read_bytes() for p in lesson.root.rglob("*.*") if p.is_file()}


def edit(path, change) -> None:
    notebook = nbformat.read(path, as_version=4)
    change(notebook)
    nbformat.write(notebook, path)


def add_mark(notebook) -> None:
    notebook.cells[0].source += "!"


def add_sentence(notebook) -> None:
    notebook.cells[0].source += " Even negative ones."


@pytest.fixture
def built(lesson):
    build(lesson.root)
    return lesson


def test_it_writes_three_notebooks_and_then_nothing(lesson):
    assert build(lesson.root) == [
        lesson.chapters[0].notebook,
        lesson.solution_notebook,
        lesson.release_notebook,
    ]
    before = files(lesson)
    assert build(lesson.root) == []
    assert files(lesson) == before
    assert not any(".tmp" in name for name in before)


def test_it_builds_the_same_bytes_from_nothing(built):
    before = files(built)
    for path in (built.chapters[0].notebook, built.solution_notebook, built.release_notebook):
        path.unlink()
    build(built.root)
    assert files(built) == before


def test_outputs_are_cleared_and_are_no_edit(built):
    before = files(built)

    def run(notebook):
        notebook.cells[1].execution_count = 3
        notebook.cells[1].outputs = [nbformat.v4.new_output("stream", text="3")]

    edit(built.chapters[0].notebook, run)
    assert build(built.root) == [built.chapters[0].notebook]
    assert files(built) == before


@pytest.mark.parametrize("name", ["chapter.py", "exercise.py"])
def test_an_edited_notebook_is_not_overwritten_and_the_way_back_is_told(built, name):
    path = built.chapters[0].notebook if name == "chapter.py" else built.solution_notebook
    edit(path, add_mark)
    before = files(built)
    message = rf"{path}.* was edited by hand.*{name}, run `lessonlib build --adopt 01_addition`.*delete"
    with pytest.raises(BuildError, match=message):
        build(built.root)
    assert files(built) == before


@pytest.mark.parametrize("adopt", [False, True])
def test_an_edited_release_cannot_be_adopted(built, adopt):
    edit(built.release_notebook, add_mark)
    edit(built.chapters[0].notebook, add_mark)
    before = files(built)
    with pytest.raises(BuildError, match=r"exercises/.*cannot be adopted: edit that instead"):
        build(built.root, adopt=adopt)
    assert files(built) == before


@pytest.mark.parametrize(
    "text", ["<<<<<<< HEAD", json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []})]
)
def test_a_foreign_file_in_the_way_is_left_alone(built, text):
    built.chapters[0].notebook.write_text(text)
    with pytest.raises(
        BuildError, match=r"course/.* is not a notebook that lessonlib wrote \(it .*\).*delete it"
    ):
        build(built.root)
    assert built.chapters[0].notebook.read_text() == text


def test_adopting_brings_edits_back_and_leaves_the_rest_to_the_byte(built):
    before = built.chapters[0].source.read_text()
    edit(built.chapters[0].notebook, add_mark)
    assert build(built.root, adopt=True) == [built.chapters[0].source, built.chapters[0].notebook]
    assert built.chapters[0].source.read_text() == before.replace("can be added.", "can be added.!")
    assert build(built.root) == []


def test_adopting_brings_options_points_and_new_cells_back(built):
    before = built.exercise.read_text()

    def change(notebook):
        notebook.cells[5].metadata["nbgrader"]["points"] = 5
        notebook.cells[6].metadata["nbgrader"]["points"] = 2.5
        notebook.cells.insert(7, nbformat.v4.new_markdown_cell("## Task 2\n"))
        notebook.cells.append(nbformat.v4.new_code_cell("%time\nadd(1, 2)\n\n"))

    edit(built.solution_notebook, change)
    build(built.root, adopt=True)
    wanted = before.replace("points=4", "points=5").replace("points=3.5", "points=2.5")
    wanted = wanted.replace('# %% task="name"', '# %% [markdown]\n# ## Task 2\n\n# %% task="name"')
    assert built.exercise.read_text() == wanted + "\n# %%\n# %time\nadd(1, 2)\n"
    assert build(built.root) == []


def test_adopting_brings_moved_and_deleted_cells_back(built):
    def change(notebook):
        notebook.cells = [notebook.cells[2], notebook.cells[0]]

    edit(built.chapters[0].notebook, change)
    build(built.root, adopt=True)
    assert built.chapters[0].source.read_text() == (
        "# %% [markdown]\n# That was all.\n\n# %% [markdown]\n# # Addition\n#\n# Numbers can be added.\n"
    )


def test_adopting_without_edits_changes_nothing(built):
    before = files(built)
    assert build(built.root, adopt=True) == []
    assert files(built) == before


def test_an_edit_in_both_places_is_a_conflict(built):
    edit(built.chapters[0].notebook, add_mark)
    built.chapters[0].source.write_text(built.chapters[0].source.read_text() + "# More.\n")
    before = files(built)
    with pytest.raises(BuildError, match=r"Both .*course.* and .*chapter\.py changed since the last build"):
        build(built.root, adopt=True)
    assert files(built) == before


def test_an_edit_that_breaks_the_rules_is_not_adopted(built):
    def change(notebook):
        notebook.cells[5].metadata["nbgrader"]["points"] = 1

    edit(built.solution_notebook, change)
    before = files(built)
    with pytest.raises(BuildError, match=r"points: they sum to 7"):
        build(built.root, adopt=True)
    assert files(built) == before


def test_text_that_percent_cannot_hold_is_not_adopted(built):
    def change(notebook):
        notebook.cells[1].source = 'x = """\n# %% y\n"""'

    edit(built.chapters[0].notebook, change)
    with pytest.raises(BuildError, match=r"starts with `# %%`|reads in another way"):
        build(built.root, adopt=True)


def test_an_edit_that_gives_a_solution_away_is_not_adopted(built):
    def change(notebook):
        notebook.cells[3].source += "\nHint: `total_of_both = a + b`"

    edit(built.solution_notebook, change)
    before = files(built)
    with pytest.raises(BuildError, match=r"the release shows `total_of_both = a \+ b`"):
        build(built.root, adopt=True)
    assert files(built) == before


def test_a_raw_cell_is_not_adopted(built):
    edit(built.chapters[0].notebook, lambda notebook: notebook.cells.append(nbformat.v4.new_raw_cell("x")))
    with pytest.raises(BuildError, match=r"the cell 'x' is of type raw"):
        build(built.root, adopt=True)


def test_one_broken_lesson_does_not_stop_the_others(lesson):
    broken = Lesson(lesson.root, "00_broken")
    broken.directory.mkdir()
    with pytest.raises(BuildError, match=r"00_broken is empty: write chapter\.py or exercise\.py"):
        build(lesson.root)
    assert lesson.release_notebook.exists()


def test_notebooks_of_a_deleted_lesson_go_and_those_of_others_stay(built):
    mine = built.root / "course" / "Untitled.ipynb"
    nbformat.write(nbformat.v4.new_notebook(), mine)
    chapter = built.chapters[0].notebook
    edit(chapter, add_mark)
    built.directory.rename(built.root / "lessons" / "03_addition")
    moved = build(built.root)
    assert not built.release_notebook.parent.exists()
    assert built.solution_notebook in moved
    assert mine.exists()
    assert chapter.exists(), "an edited one is kept"


def split(lesson: Lesson) -> None:
    """Make two chapters of the one."""
    source = lesson.chapters[0].source
    text = source.read_text().replace("# # 1. ", "# # 1a. ")
    (lesson.directory / "chapter_b.py").write_text(text.replace("# # 1a. ", "# # 1b. "))
    end = "# 1. Is there a largest number?\n"
    source.with_name("chapter_a.py").write_text(text.replace(end, end + "#\n# **Next**: {{next}}\n"))
    source.unlink()


def test_two_chapters_are_two_notebooks_with_links(second):
    build(second.root)
    whole = second.chapters[0].notebook
    split(second)
    assert build(second.root) == [
        second.root / "course" / "01a_addition.ipynb",
        second.root / "course" / "01b_addition.ipynb",
        whole,  # removed
    ]
    assert not whole.exists()
    first, last = (nbformat.read(chapter.notebook, as_version=4) for chapter in second.chapters)
    assert first.cells[-1].source.endswith("**Next**: [1b. Addition](01b_addition.ipynb)")
    assert "**Time**: 5 minutes." in first.cells[0].source
    assert {cell.id[:3] for cell in [*first.cells, *last.cells]} == {"01a", "01b", "01-"}, (
        "ids name the chapter"
    )


def test_adopting_keeps_what_the_notebook_does_not_show(second):
    split(second)
    build(second.root)
    before = second.chapters[0].source.read_text()
    edit(second.chapters[0].notebook, add_sentence)
    build(second.root, adopt=True)
    assert second.chapters[0].source.read_text() == before.replace(
        "{{time}}.", "{{time}}. Even negative ones."
    )
    assert build(second.root) == []


def test_an_answer_to_a_practice_is_not_adopted(second):
    build(second.root)
    before = files(second)

    def answer(notebook):
        cell = next(cell for cell in notebook.cells if cell.id == "01-more")
        cell.source = cell.source.replace("...", "7")

    edit(second.chapters[0].notebook, answer)
    before = files(second)
    with pytest.raises(BuildError, match=r"the practice cell 'more' was edited.*edit it in the source"):
        build(second.root, adopt=True)
    assert files(second) == before
