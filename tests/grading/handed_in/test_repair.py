"""Repairing submissions: what learners and their editors do to a notebook, and what comes of it."""

from __future__ import annotations

import copy
import json
import re
from dataclasses import replace

import nbformat
import pytest

from lessonlib.grading.handed_in.contents import read_contents
from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.handed_in.repair import repair, stand_in

RELEASED = ["", "xor", "xor_truth", "xor_hidden", "layers", "layers_least"]
XOR = "def xor(a, b):\n    return int(a != b)"


@pytest.fixture(scope="module")
def release(checkout):
    """The exercise with hidden tests, as the gradebook has them."""
    given = nbformat.read(checkout / "exercises/01_xor/01_xor.ipynb", as_version=4)
    source = nbformat.read(checkout / "solutions/01_xor/01_xor.ipynb", as_version=4)
    given.cells, source.cells = without_hints(given.cells), without_hints(source.cells)
    notebook = copy.deepcopy(given)
    for cell, full in zip(notebook.cells, source.cells, strict=True):
        if cell.metadata.get("nbgrader", {}).get("locked"):
            cell.source = full.source
    return Release.of(notebook, "01_xor", "01_xor", given)


@pytest.fixture
def notebook(checkout):
    """A submission with both answers, as plain data."""
    notebook = json.loads((checkout / "exercises/01_xor/01_xor.ipynb").read_text())
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    notebook["cells"] = without_hints(notebook["cells"])
    named(notebook, "xor")["given"] = named(notebook, "xor")["source"]
    named(notebook, "xor")["source"] = XOR
    named(notebook, "layers")["source"] = "hidden_layers = 1"
    return notebook


def without_hints(cells):
    return [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") != "help"]


def named(notebook, grade_id):
    return next(c for c in notebook["cells"] if c["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def repaired(notebook, release):
    return repair(read_contents(json.dumps(notebook).encode()), release)


def ids(notebook):
    return [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in notebook.cells]


def text(source):
    return {"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}


# Each change takes the list of cells (title, xor, xor_truth, xor_hidden, layers, layers_least) and edits it.
def delete_tests(cells):
    del cells[5], cells[3], cells[2]


def delete_a_test_under_a_helper(cells):
    cells[2:4] = [text("helper = 1")]


def move_tests_to_the_top(cells):
    cells[:] = [cells[5], cells[3], cells[2], cells[0], cells[1], cells[4]]


def swap_the_tasks(cells):
    cells[:] = [cells[0], cells[4], cells[5], cells[1], cells[2], cells[3]]


def copy_an_answer(cells):
    cells.insert(2, copy.deepcopy(cells[1]))


def copy_the_stub_behind_the_answer(cells):
    stub = copy.deepcopy(cells[1])
    stub["source"] = stub.pop("given")
    cells.insert(2, stub)


def copy_a_test(cells):
    cells.append(copy.deepcopy(cells[2]))


def retype(cells):
    for index in (1, 2):
        cells[index]["cell_type"] = "markdown"
        del cells[index]["outputs"], cells[index]["execution_count"]


def strip_metadata(cells):
    for cell in cells:
        cell["metadata"] = {"id": "colab"}


def strip_metadata_and_ids(cells):
    strip_metadata(cells)
    for cell in cells:
        cell["id"] = f"new-{id(cell)}"
    cells[1]["source"] = (
        'def xor(a, b):\n    """1 where exactly one of a and b is 1."""\n    return int(a != b)'
    )


def edit_a_test(cells):
    cells[2]["source"] = "assert True"


def cut_lines_of_a_test(cells):
    cells[2]["source"] = cells[2]["source"].rpartition("\n")[0]


def merge_answer_and_test(cells):
    cells[1]["source"] += "\n\n" + cells.pop(2)["source"]


def merge_test_and_answer(cells):
    cells[3]["source"] += "\n\n" + cells.pop(4)["source"]


def split_an_answer(cells):
    head, _, tail = cells[1]["source"].partition("\n")
    second = copy.deepcopy(cells[1])
    cells[1]["source"], second["source"] = head, tail
    cells.insert(2, second)


def edit_points(cells):
    cells[2]["metadata"]["nbgrader"] |= {"points": 400, "locked": False, "schema_version": 1}


def edit_an_id(cells):
    cells[2]["metadata"]["nbgrader"]["grade_id"] = "bonus"


def swap_kinds(cells):
    cells[1]["metadata"]["nbgrader"] |= {"grade": True, "points": 10, "solution": False}


CASES = [
    (lambda cells: None, RELEASED, r"^$"),
    (delete_tests, RELEASED, r"test 'xor_truth' was missing; it was put back"),
    (delete_a_test_under_a_helper, ["", "xor", "", *RELEASED[2:]], r"'xor_hidden' was missing"),
    (move_tests_to_the_top, RELEASED, r"test 'xor_truth' stood in another place"),
    (
        swap_the_tasks,
        ["", "layers", "xor", "xor_truth", "xor_hidden", "layers_least"],
        r"'layers_least' stood",
    ),
    (copy_an_answer, ["", "", *RELEASED[1:]], r"task 'xor' was there more than once; the copy ran"),
    (copy_the_stub_behind_the_answer, RELEASED, r"copy of the task 'xor' without an answer was left out"),
    (copy_a_test, RELEASED, r"copy of the test 'xor_truth' was left out"),
    (retype, RELEASED, r"task 'xor' had become a markdown cell; it is a code cell again"),
    (strip_metadata, RELEASED, r"marks of 5 graded cells were lost"),
    (strip_metadata_and_ids, RELEASED, r"marks of 5 graded cells were lost"),
    (edit_a_test, ["", "xor", "", *RELEASED[2:]], r"test 'xor_truth' was edited"),
    (cut_lines_of_a_test, RELEASED, r"test 'xor_truth' had lost lines"),
    (merge_answer_and_test, RELEASED, r"'xor_truth' was merged with another cell"),
    (merge_test_and_answer, [*RELEASED[:4], "layers", "layers_least"], r"'xor_hidden' was merged"),
    (split_an_answer, RELEASED, r"answer 'xor' was split into 2 cells; they were joined"),
    (edit_points, RELEASED, r"'xor_truth' had its mark 'points' changed"),
    (edit_an_id, RELEASED, r"test 'xor_truth' had its mark 'grade_id' changed"),
    (swap_kinds, RELEASED, r"task 'xor' had its mark 'grade' changed"),
]


@pytest.mark.parametrize(("change", "order", "note"), CASES, ids=[case[0].__name__ for case in CASES])
def test_what_is_done_to_cells_is_undone(notebook, release, change, order, note):
    change(notebook["cells"])
    done = repaired(notebook, release)
    assert ids(done.notebook) == order
    assert re.search(note, "\n".join(done.notes))
    nbformat.validate(done.notebook)
    given = {cell.grade_id: cell for cell in release.cells if cell.metadata}
    for cell in done.notebook.cells:
        grade_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if grade_id:
            assert cell.metadata.nbgrader == given[grade_id].metadata
            assert cell.cell_type == given[grade_id].cell_type
        if grade_id and given[grade_id].is_locked:
            assert cell.source == given[grade_id].source
    sources = [cell.source for cell in done.notebook.cells if cell.cell_type == "code"]
    assert any("return int(a != b)" in source for source in sources)
    assert "hidden_layers = 1" in sources
    assert done.unanswered == ()


def test_a_submission_that_nobody_touched_has_no_notes_and_no_answers(checkout):
    path = checkout / "exercises/01_xor/01_xor.ipynb"
    release = Release.of(nbformat.read(path, as_version=4), "01_xor", "01_xor")
    done = repair(read_contents(path.read_bytes()), release)
    assert done.notes == ()
    assert done.unanswered == ("xor", "layers")
    assert done.answers == ""


def test_a_deleted_task_is_told_and_its_answer_elsewhere_runs(notebook, release):
    notebook["cells"][1:2] = [text("import math"), text("from os import path")]
    done = repaired(notebook, release)
    assert done.unanswered == ("xor",)
    assert ids(done.notebook) == ["", "", "", *RELEASED[2:]]


def test_an_answer_moved_to_a_new_cell_is_recognised_by_its_place(notebook, release):
    notebook["cells"][1] = text("xor = lambda a, b: a ^ b")
    done = repaired(notebook, release)
    assert done.unanswered == ()
    assert ids(done.notebook) == RELEASED


def test_tags_outputs_and_foreign_metadata_are_gone(notebook, release):
    for cell in notebook["cells"]:
        cell["metadata"]["tags"] = ["skip-execution", "raises-exception"]
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "10/10"}]
    notebook["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}
    done = repaired(notebook, release)
    assert "10/10" not in nbformat.writes(done.notebook)
    assert "tags" not in nbformat.writes(done.notebook)
    assert done.notebook.metadata.kernelspec.name == "python3"
    assert "another kernel" in done.notes[0]


def test_an_empty_notebook_is_a_submission_without_answers(notebook, release):
    notebook["cells"] = []
    done = repaired(notebook, release)
    assert done.unanswered == ("xor", "layers")
    assert set(ids(done.notebook)) >= set(release.tests)


def test_the_stand_in_is_the_release(release):
    assert ids(stand_in(release)) == RELEASED


def test_points_and_hidden_tests(release):
    assert release.points == {"xor_truth": 4, "xor_hidden": 2, "layers_least": 4}
    hidden = next(cell for cell in release.cells if cell.grade_id == "xor_hidden")
    assert "secret_operand" in hidden.source
    assert "secret_operand" not in hidden.visible


# Each change takes the release's cells by grade_id and makes those of a newer one, which its learner has not got.
def change_a_test(cells):
    cells["xor_truth"] = newer(cells["xor_truth"], source="# xor, twice\nfrom math import pi\n")


def change_points(cells):
    cells["xor_truth"] = newer(cells["xor_truth"], points=1)


def rename_a_test(cells):
    cells["xor_truth"] = newer(cells["xor_truth"], grade_id="xor_table")


def remove_a_test(cells):
    del cells["xor_truth"]


def add_a_test(cells):
    cells["new"] = newer(cells["xor_truth"], grade_id="xor_new", source="# another claim")


def unlock_and_retype(cells):
    cells["xor_truth"] = newer(cells["xor_truth"], cell_type="markdown", source="Say why.", grade=False)


def change_a_stub(cells):
    cells["xor"] = newer(cells["xor"], source="def xor(first, second):\n    raise NotImplementedError")


def rename_an_answer(cells):
    cells["xor"] = newer(cells["xor"], grade_id="exclusive_or")


def reorder(cells):
    cells["xor_hidden"] = cells.pop("xor_hidden")


CHANGES = [
    change_a_test,
    change_points,
    rename_a_test,
    remove_a_test,
    add_a_test,
    unlock_and_retype,
    change_a_stub,
    rename_an_answer,
    reorder,
]


def newer(cell, source=None, cell_type=None, **marks):
    text = cell.source if source is None else source
    kind = cell_type or cell.cell_type
    return replace(
        cell, source=text, visible=text, cell_type=kind, metadata={**cell.metadata, **marks}, cell_id="new"
    )


def made_newer(release, change, earlier):
    cells = {cell.grade_id or cell.cell_id: cell for cell in release.cells}
    change(cells)
    return replace(release, cells=tuple(cells.values()), earlier=earlier)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_who_got_an_earlier_release_is_told_nothing_and_graded_with_this_one(release, notebook, change):
    this = made_newer(release, change, (release.handed_out,))
    done = repaired(notebook, this)
    assert done.notes == ()
    assert done.unanswered == ()
    given = {cell.grade_id: cell for cell in this.graded}
    marked = {cell.metadata.nbgrader.grade_id: cell for cell in done.notebook.cells if cell.metadata}
    assert marked.keys() == given.keys()
    for name, cell in marked.items():
        assert cell.metadata.nbgrader == given[name].metadata
        assert cell.source == given[name].source or given[name].is_answer
    assert not any("for a, b in" in cell.source for cell in done.notebook.cells if not cell.metadata)


@pytest.mark.parametrize(
    "change", [change_a_test, change_points, remove_a_test, rename_a_test, change_a_stub]
)
def test_a_release_that_nobody_remembers_is_known_by_its_checksums(release, notebook, change):
    done = repaired(notebook, made_newer(release, change, ()))
    assert [note for note in done.notes if "was missing" not in note] == []


def test_the_marks_of_an_earlier_release_may_be_lost_too(release, notebook):
    strip_metadata(notebook["cells"])
    done = repaired(notebook, made_newer(release, change_a_test, (release.handed_out,)))
    assert [note.split(";")[0] for note in done.notes] == ["The marks of 5 graded cells were lost"]


def test_what_was_never_given_counts_as_edited(release, notebook):
    edit_a_test(notebook["cells"])
    done = repaired(notebook, made_newer(release, change_a_test, (release.handed_out,)))
    assert [note.split(".")[0] for note in done.notes] == ["The test 'xor_truth' was edited"]


def test_the_stub_of_an_earlier_release_is_no_answer(release, notebook):
    named(notebook, "xor")["source"] = named(notebook, "xor")["given"]
    done = repaired(notebook, made_newer(release, change_a_stub, (release.handed_out,)))
    assert done.unanswered == ("xor",)
