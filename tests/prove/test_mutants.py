import pytest
from rich.console import Console

from lessonlib.build.errors import BuildError
from lessonlib.prove.answered import solution_notebook
from lessonlib.prove.mutants import read_equivalents, report, try_mutants, up_to


@pytest.fixture
def tried(lesson, run):
    """tried(most) runs mutants of the small lesson; by task, what became of them."""

    def tried(most=50, minutes=10):
        return {one.task: one for one in try_mutants(lesson, run, most, minutes, lambda text: None)}

    return tried


def change(lesson, old, new):
    text = lesson.exercise.read_text()
    assert old in text
    lesson.exercise.write_text(text.replace(old, new))


def test_the_example_catches_all_its_mutants(tried):
    for one in tried().values():
        assert one.holds
        assert one.made == one.ran == one.caught > 0


def test_what_no_test_looks_at_survives_until_it_is_listed(lesson, tried):
    change(lesson, "    total_of_both = a + b\n", "    total_of_both = a + b\n    spare = 0.5\n")
    diffs = {"spare = 0.5 -> spare = 1.0", "spare = 0.5 -> spare = -0.5"}
    one = tried()["add"]
    assert set(one.survivors) == diffs
    assert not one.holds
    listed = lesson.directory / "mutants.toml"
    listed.write_text(
        "".join(f'[[equivalent]]\ntask = "add"\ndiff = "{diff}"\nreason = "Not used."\n' for diff in diffs)
    )
    one = tried()["add"]
    assert (set(one.equivalent), one.survivors, one.holds) == (diffs, (), True)


def test_what_is_listed_and_caught_or_not_made_is_told(lesson, tried):
    diffs = ("total_of_both = a + b -> total_of_both = a - b", "no such line -> no such line")
    entries = [f'[[equivalent]]\ntask = "add"\ndiff = "{diff}"\nreason = "So."\n' for diff in diffs]
    (lesson.directory / "mutants.toml").write_text("".join(entries))
    one = tried()["add"]
    assert one.stale == diffs
    assert not one.holds


def test_a_mutant_may_be_caught_by_a_later_test_only(lesson, tried):
    """The task `add` has no test of its own here; that of the last task looks at it."""
    change(lesson, "expect.equal(answer.add(1, 2), 3", "expect.equal(3, 3")
    change(lesson, "expect.equal(answer.add(1, -2), -1", "expect.equal(-1, -1")
    change(lesson, "expect.equal(answer.add(-700, -70), -770", "expect.equal(-770, -770")
    change(
        lesson,
        "expect.equal(answer.operation,",
        "expect.equal(answer.add(4, 5), 9)\nexpect.equal(answer.operation,",
    )
    assert tried()["add"].holds


def test_no_more_are_run_than_asked_for_in_the_time(tried):
    assert [one.ran for one in tried(most=2).values()] == [2, 1]
    assert [one.ran for one in tried(minutes=0).values()] == [0, 0]


def test_the_table_tells_the_survivors(lesson, tried):
    change(lesson, "    total_of_both = a + b\n", "    total_of_both = a + b\n    spare = True\n")
    console = Console(width=100)
    with console.capture() as capture:
        console.print(report(lesson, list(tried().values())))
    assert "add: survived: spare = True -> spare = False" in capture.get()
    assert "caught (" in capture.get()


def test_a_task_is_run_with_the_cells_and_without_the_tests_above_it(lesson):
    notebook = solution_notebook(lesson)
    ids = [cell.id for cell in up_to(notebook, "name").cells if cell.cell_type == "code"]
    assert ids == ["01-help", "01-imports", "01-add", "01-name", "01-name_is_right"]
    ids = [cell.id for cell in up_to(notebook, "add").cells if cell.cell_type == "code"]
    assert ids == ["01-help", "01-imports", "01-add", "01-add_small", "01-add_more"]


def test_a_solution_that_fails_has_no_mutants(lesson, tried):
    change(lesson, "expect.equal(answer.add(1, 2), 3", "expect.equal(answer.add(1, 2), 4")
    with pytest.raises(BuildError, match="The solution of 01_addition fails itself"):
        tried()


@pytest.mark.parametrize(
    "text",
    [
        "equivalent = 3",
        "[[equivalent]]\ntask = 'add'",
        "[[equivalent]]\ntask = 'add'\ndiff = 'x'\nreason = ' '",
        "[[equivalent]",
    ],
)
def test_a_list_of_another_form_is_refused(tmp_path, text):
    path = tmp_path / "mutants.toml"
    path.write_text(text)
    with pytest.raises(BuildError, match=r"mutants.toml is not a list of \[\[equivalent\]\]"):
        read_equivalents(path)


def test_a_list_for_an_unknown_task_is_refused(lesson, tried):
    entry = '[[equivalent]]\ntask = "sub"\ndiff = "x"\nreason = "y"\n'
    (lesson.directory / "mutants.toml").write_text(entry)
    with pytest.raises(BuildError, match=r"there is no task 'sub'\. The tasks are: add, name"):
        tried()
