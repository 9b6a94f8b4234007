"""What an exercise's notebook must hold, and what learners got of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.grading.handed_in.reference import Release, digest, imports, question, trimmed

HIDDEN = "assert answer.q(1)\n### BEGIN HIDDEN TESTS\nassert answer.q(2)\n### END HIDDEN TESTS"


@pytest.fixture
def graded():
    """One cell of each kind."""

    def marked(source, new=new_code_cell, **marks):
        return new(source, metadata={"nbgrader": marks})

    cells = [
        marked("import math", grade_id="imports", locked=True),
        marked("def q(x): ...", grade_id="q", solution=True),
        marked(HIDDEN, grade_id="test", grade=True, locked=True, points=2),
        marked("Say why.", new_markdown_cell, grade_id="why", grade=True, solution=True, points=3),
        marked("Draw it.", new_markdown_cell, grade_id="draw", task=True, locked=True, points=4),
        new_code_cell("a note"),
    ]
    return Release.of(new_notebook(cells=cells), "hw", "hw")


def test_kinds_and_points_of_cells(graded):
    assert [cell.grade_id for cell in graded.graded] == ["imports", "q", "test", "why", "draw"]
    assert [cell.grade_id for cell in graded.cells if cell.is_answer] == ["q", "why"]
    assert [cell.grade_id for cell in graded.cells if cell.is_locked] == ["imports", "test", "draw"]
    assert graded.tests == ("test",)
    assert graded.points == {"test": 2, "why": 3, "draw": 4}
    assert [name for name, cell in graded.handed_out.items() if cell.is_read_only] == ["imports", "draw"]


def test_hidden_tests_are_graded_and_not_handed_out(graded):
    test = graded.cells[2]
    assert (test.source, test.visible) == (HIDDEN, "assert answer.q(1)")
    assert graded.handed_out["test"].text == digest("assert answer.q(1)")


def test_a_notebook_is_measured_by_the_release_that_it_fits_best(graded):
    older = {**graded.handed_out, "test": replace(graded.handed_out["test"], text=digest("assert q(0)"))}
    this = replace(graded, earlier=(older,))
    assert this.given_for([("test", "assert q(0)"), ("q", "def q(x): ...")]) == older
    assert this.given_for([("test", "assert answer.q(1)")]) == this.handed_out
    assert this.given_for([]) == this.handed_out


def test_the_key_changes_with_hidden_tests_too(graded):
    changed = [replace(cell, source=cell.source.replace("2", "3")) for cell in graded.cells]
    assert replace(graded, cells=tuple(changed)).key() != graded.key()
    assert replace(graded, earlier=({},)).key() == graded.key()


def test_texts_that_differ_in_blanks_at_ends_are_the_same():
    assert trimmed("\n a  \nb\t\n\n") == "a\nb"
    assert digest("a \nb\n") == digest("a\nb")
    assert digest("a\n b") != digest("a\nb")


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "import a, b as c\nx = 1\nfrom d import *\nif x:\n    import e",
            ["import a, b as c", "from d import *"],
        ),
        ("%time\nimport a\n  import b\nfrom c import d", ["import a", "from c import d"]),
        ("x = 1", []),
    ],
)
def test_imports_of_a_cell(source, found):
    assert imports(source) == found


def test_questions_name_their_notebook_where_it_has_a_name_of_its_own():
    assert (question("hw", "hw", "q"), question("hw", "part2", "q")) == ("q", "part2/q")
