import pytest

from lessonlib.build.errors import LeakError
from lessonlib.build.notebook import make_notebook
from lessonlib.build.packing import with_help
from lessonlib.build.release import check_no_leak, make_release
from lessonlib.build.source import parse_cells, read_cells
from lessonlib.notebook.file import dumps


def released(cells, lesson):
    source = make_notebook(with_help(cells, lesson.exercise), lesson.slug, "lessons/01_addition/exercise.py")
    return make_release(source, lesson.slug)


@pytest.fixture
def cells(lesson):
    return read_cells(lesson.exercise)


def test_each_task_is_left_with_a_stub_that_names_it(lesson, cells):
    sources = {cell.id: cell.source for cell in released(cells, lesson).cells}
    assert sources["01-add"] == (
        'def add(a, b):\n    """The sum of a and b."""\n'
        "    raise NotImplementedError(\"task 'add': write your answer here, then run this cell\")"
    )
    assert sources["01-name"].startswith("raise NotImplementedError(\"task 'name': ")


def test_hidden_tests_and_markers_are_gone_and_cells_locked(lesson, cells):
    release = released(cells, lesson)
    text = dumps(release)
    assert "-770" not in text
    assert "BEGIN" not in text
    assert "total_of_both" not in text
    locked = {cell.id: cell.metadata.get("editable", True) for cell in release.cells}
    assert (locked["01-add"], locked["01-add_more"], locked["01-imports"]) == (True, False, False)
    check_no_leak(cells, release, lesson.exercise)


def test_releasing_twice_gives_the_same_bytes(lesson, cells):
    assert dumps(released(cells, lesson)) == dumps(released(cells, lesson))


def test_a_marker_left_in_the_release_is_a_leak(lesson, cells):
    release = released(cells, lesson)
    release.cells[0].source += "\n### END SOLUTION"
    with pytest.raises(LeakError, match=r"exercise\.py: the release still holds 'END SOLUTION'"):
        check_no_leak(cells, release, lesson.exercise)


@pytest.mark.parametrize(
    ("old", "new", "owner"),
    [
        ("# Add two numbers.", "# Add two numbers: `total_of_both = a + b`.", "task 'add'"),
        ("import math", "import math\n# Tested with:\n#   expect.equal(answer.add(-700, -70), -770)", None),
        (
            "# Add two numbers.",
            '# Hint: expect.equal(answer.add(-700, -70), -770, what="add(-700, -70)")',
            "test",
        ),
    ],
)
def test_a_hidden_line_in_visible_text_is_a_leak(lesson, old, new, owner):
    cells = parse_cells(lesson.exercise.read_text().replace(old, new), lesson.exercise)
    release = released(cells, lesson)
    if owner is None:
        check_no_leak(cells, release, lesson.exercise)
    else:
        with pytest.raises(
            LeakError, match=rf"the release shows `.*`, a hidden line of {owner}.*Take it out"
        ):
            check_no_leak(cells, release, lesson.exercise)


def test_a_line_that_visible_code_gives_anyway_is_no_leak(lesson):
    text = lesson.exercise.read_text().replace("import math", "total_of_both = a + b")
    cells = parse_cells(text, lesson.exercise)
    check_no_leak(cells, released(cells, lesson), lesson.exercise)
