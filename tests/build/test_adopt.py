import nbformat
import pytest

from lessonlib.build.derive import build
from lessonlib.build.errors import BuildError


def add_mark(notebook) -> None:
    notebook.cells[0].source += "!"


def add_sentence(notebook) -> None:
    notebook.cells[0].source += " Even negative ones."


def test_adopting_brings_edits_back_and_leaves_the_rest_to_the_byte(built, edit):
    before = built.chapters[0].source.read_text()
    edit(built.chapters[0].notebook, add_mark)
    assert build(built.root, adopt=True) == [built.chapters[0].source, built.chapters[0].notebook]
    assert built.chapters[0].source.read_text() == before.replace("can be added.", "can be added.!")
    assert build(built.root) == []


def test_adopting_brings_options_points_and_new_cells_back(built, edit):
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


def test_adopting_brings_moved_and_deleted_cells_back(built, edit):
    def change(notebook):
        notebook.cells = [notebook.cells[2], notebook.cells[0]]

    edit(built.chapters[0].notebook, change)
    build(built.root, adopt=True)
    assert built.chapters[0].source.read_text() == (
        "# %% [markdown]\n# That was all.\n\n# %% [markdown]\n# # Addition\n#\n# Numbers can be added.\n"
    )


def test_adopting_without_edits_changes_nothing(built, files):
    before = files(built)
    assert build(built.root, adopt=True) == []
    assert files(built) == before


def test_an_edit_in_both_places_is_a_conflict(built, edit, files):
    edit(built.chapters[0].notebook, add_mark)
    built.chapters[0].source.write_text(built.chapters[0].source.read_text() + "# More.\n")
    before = files(built)
    with pytest.raises(BuildError, match=r"Both .*course.* and .*chapter\.py changed since the last build"):
        build(built.root, adopt=True)
    assert files(built) == before


def test_an_edit_that_breaks_the_rules_is_not_adopted(built, edit, files):
    def change(notebook):
        notebook.cells[5].metadata["nbgrader"]["points"] = 1

    edit(built.solution_notebook, change)
    before = files(built)
    with pytest.raises(BuildError, match=r"points: they sum to 7"):
        build(built.root, adopt=True)
    assert files(built) == before


def test_text_that_percent_cannot_hold_is_not_adopted(built, edit):
    def change(notebook):
        notebook.cells[1].source = 'x = """\n# %% y\n"""'

    edit(built.chapters[0].notebook, change)
    with pytest.raises(BuildError, match=r"starts with `# %%`|reads in another way"):
        build(built.root, adopt=True)


def test_an_edit_that_gives_a_solution_away_is_not_adopted(built, edit, files):
    def change(notebook):
        notebook.cells[3].source += "\nHint: `total_of_both = a + b`"

    edit(built.solution_notebook, change)
    before = files(built)
    with pytest.raises(BuildError, match=r"the release shows `total_of_both = a \+ b`"):
        build(built.root, adopt=True)
    assert files(built) == before


def test_a_raw_cell_is_not_adopted(built, edit):
    edit(built.chapters[0].notebook, lambda notebook: notebook.cells.append(nbformat.v4.new_raw_cell("x")))
    with pytest.raises(BuildError, match=r"the cell 'x' is of type raw"):
        build(built.root, adopt=True)


def test_adopting_keeps_what_the_notebook_does_not_show(second, split, edit):
    split(second)
    build(second.root)
    before = second.chapters[0].source.read_text()
    edit(second.chapters[0].notebook, add_sentence)
    build(second.root, adopt=True)
    assert second.chapters[0].source.read_text() == before.replace(
        "{{time}}.", "{{time}}. Even negative ones."
    )
    assert build(second.root) == []


def test_an_answer_to_a_practice_is_not_adopted(second, edit, files):
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
