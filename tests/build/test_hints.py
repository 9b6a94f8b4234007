import copy

import nbformat
import pytest

from lessonlib.build.derive import build, derive
from lessonlib.build.errors import SourceError
from lessonlib.build.hints import read_hints
from lessonlib.build.packing import PACKED_ID, with_help
from lessonlib.build.rules import check_exercise
from lessonlib.build.source import parse_cells, read_cells
from lessonlib.notebook.execution import run_notebooks
from lessonlib.notebook.file import read_notebook


@pytest.fixture
def exercise(lesson):
    return lesson.exercise.read_text()


def check(text, path):
    check_exercise(parse_cells(text, path), path)


def test_a_cell_is_read_as_levels_and_texts_for_errors(lesson):
    cell = next(cell for cell in read_cells(lesson.exercise) if cell.role == "hints")
    hints, problems = read_hints(cell, lesson.exercise)
    assert problems == []
    assert hints.levels[1] == "Python has an operator for it,\nand it stands between the numbers."
    assert hints.when == (("got:      2", "This is what a product gives: 1 * 2."),)


def test_they_are_packed_into_one_locked_cell_before_all_code(lesson):
    derive(lesson)
    cells = with_help(read_cells(lesson.exercise), lesson.exercise)
    assert next(cell.options for cell in cells if cell.kind == "code") == {"setup": PACKED_ID}
    assert not any(cell.role == "hints" for cell in cells)
    assert not any("operator" in cell.source for cell in cells)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("# 2. Python has", "# Python has", r":22: hints 'add': 'Python has an operator for it,' is in no item"),
        ("# 3. Return", "# 4. Return", r":24: hints 'add': item 4 is out of order"),
        ("# 3. Return `a ? b` with the right sign for `?`.\n", "", r":19: hints 'add': it has 2 levels. A task"),
        ("# 3. Return `a ? b` with the right sign for `?`.", "# 3.", r":24: .*an item is empty"),
        ('# - when "got:      2": This is what a product gives: 1 * 2.\n# 1. Section 1',
         '# 1. Section 1\n# - when "got:      2": x', r":21: .*it stands below a level. Write"),
        ("`a ? b`", "`total_of_both =  a + b, and so on`", None),
        ("total_of_both = a + b\n", "total_of_both_numbers = a + b\n", None),
        ('hints="add"', 'hints="name"', r":19: hints 'name': it does not follow its task.*here it is add"),
        ('# %% [markdown] hints="add"', '# %% hints="add"', r":19: hints 'add': it is a code cell"),
        ('hints="add"', 'hints="add" points=1', r":19: .*it has points and is no test"),
        ('setup="imports"', 'setup="help"', r":4: setup 'help': this id is taken"),
        ("# add works for negative numbers", "# add(1, 2) is 3", r":34: .*also that of the test on line 29"),
        ('expect.equal(answer.add(1, -2), -1, what="add(1, -2)")\n', 'hint = "x"\nexpect.equal(1, 1)\n',
         r":34: test 'add_more': it makes a name 'hint'. It would hide"),
    ],
)  # fmt: skip
def test_a_broken_rule_is_told_with_line_name_and_remedy(lesson, exercise, old, new, message):
    assert old in exercise
    if message is None:
        check(exercise.replace(old, new, 1), lesson.exercise)
    else:
        with pytest.raises(SourceError, match=message):
            check(exercise.replace(old, new, 1), lesson.exercise)


def test_a_hint_must_not_hold_a_line_of_the_solution(lesson, exercise):
    told = exercise.replace("total_of_both = a + b", "the_total_of_both_numbers = a + b", 1)
    told = told.replace("Return `a ? b`", "Write `the_total_of_both_numbers =  a + b`")
    with pytest.raises(SourceError, match=r":19: .*a line of a solution, `the_total_of_both_numbers = a"):
        check(told, lesson.exercise)


def test_a_task_without_hints_is_told_and_how_to_write_them(lesson, exercise):
    start = exercise.index('# %% [markdown] hints="name"')
    without = exercise[:start] + exercise[exercise.index("# %%", start + 1) :]
    with pytest.raises(SourceError, match=r':43: task .name.: it has no hints. Write them.*hints="name"'):
        check(without, lesson.exercise)


def test_adopting_keeps_the_hints_and_learns_new_claims(lesson):
    build(lesson.root)
    before = lesson.exercise.read_text()
    notebook = read_notebook(lesson.solution_notebook)
    test = next(cell for cell in notebook.cells if cell.id == "01-add_small")
    test.source = test.source.replace("# add(1, 2) is 3", "# add(1, 2) is three")
    nbformat.write(notebook, lesson.solution_notebook)
    assert build(lesson.root, adopt=True) == [
        lesson.exercise,
        lesson.solution_notebook,
        lesson.release_notebook,
    ]
    assert lesson.exercise.read_text() == before.replace("# add(1, 2) is 3", "# add(1, 2) is three")
    assert build(lesson.root) == []


@pytest.mark.slow
def test_the_released_notebook_helps_with_the_test_that_failed(lesson):
    build(lesson.root)
    notebook = copy.deepcopy(read_notebook(lesson.release_notebook))
    for cell in notebook.cells:
        if cell.id == "01-add":
            cell.source = "def add(a, b):\n    return a * b"
        elif cell.id in ("01-name", "01-name_is_right"):
            cell.source = "hint()"
    (run,) = run_notebooks([notebook])
    shown = [
        output.data["text/markdown"]
        for cell in run.notebook.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type == "execute_result"
    ]
    assert len(shown) == 2
    assert "Task `add`, hint 1 of 3" in shown[0]
