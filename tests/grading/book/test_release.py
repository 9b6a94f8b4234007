"""Releases: sealed as the build seals them, and entered in the gradebook when needed."""

from __future__ import annotations

import nbformat
from nbformat.v4 import new_code_cell, new_notebook

from lessonlib.build.notebook import content_hash, stored_hash
from lessonlib.grading.book.release import SealRelease, register_assignment


def test_a_release_carries_the_hash_of_its_own_content(lesson):
    notebook = nbformat.read(lesson.solution_notebook, as_version=4)
    notebook.cells[1].source = "changed = True"
    assert stored_hash(notebook) != content_hash(notebook)
    sealed, _ = SealRelease().preprocess(notebook, {})
    assert stored_hash(sealed) == content_hash(sealed)


def test_an_instructors_own_notebook_is_left_as_it_is():
    notebook = new_notebook(cells=[new_code_cell("x = 1", execution_count=3)])
    before = nbformat.writes(notebook)
    SealRelease().preprocess(notebook, {})
    assert nbformat.writes(notebook) == before


def test_outside_of_nbgraders_commands_nothing_is_entered(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    register_assignment(assignment="01_xor", student="ada", notebooks=[])
    assert list(tmp_path.iterdir()) == []
