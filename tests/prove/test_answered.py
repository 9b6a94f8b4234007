import copy

from lessonlib.build.notebook import cell_options
from lessonlib.prove.answered import answered, solution_notebook


def tasks(notebook):
    return {
        cell_options(cell)["task"]: cell.source for cell in notebook.cells if "task" in cell_options(cell)
    }


def test_an_answer_takes_the_place_of_the_solution(lesson):
    solution = solution_notebook(lesson)
    before = copy.deepcopy(solution)
    changed = answered(solution, {"name": "operation = 'none'"})
    assert tasks(changed) == {**tasks(solution), "name": "operation = 'none'"}
    assert solution == before
    assert [cell.source for cell in answered(solution, {}).cells] == [cell.source for cell in before.cells]


def test_with_some_of_the_tests_and_up_to_the_last_of_them(lesson):
    solution = solution_notebook(lesson)
    whole, part = answered(solution, {"add": "x"}), answered(solution, {"add": "x"}, ["add_small"])
    names = [cell_options(cell).get("test") for cell in whole.cells]
    below = names.index("add_small") + 1
    assert part.cells == whole.cells[:below]
    part = answered(solution, {"name": "x"}, ["name_is_right"])
    left_out = [
        cell_options(cell).get("test")
        for cell in answered(solution, {"name": "x"}).cells
        if cell not in part.cells
    ]
    assert left_out[:2] == ["add_small", "add_more"]
    assert cell_options(part.cells[-1])["test"] == "name_is_right"


def test_the_solution_has_its_hidden_tests(lesson):
    assert any("add(-700, -70)" in cell.source for cell in solution_notebook(lesson).cells)
    assert not lesson.solution_notebook.exists(), "nothing is written"
