import pytest
from rich.console import Console

from lessonlib.prove.repeats import repeat_lesson, report


@pytest.fixture
def rewrite(lesson):
    """rewrite(old, new) changes the attempt right_sum; the other right ones are the solution and right_swapped."""

    def rewrite(old, new):
        path = lesson.attempts / "right_sum.py"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return rewrite


def test_right_answers_pass_each_time(lesson, run):
    repeated = repeat_lesson(lesson, run, 3, [1])
    assert [one.name for one in repeated] == ["solution", "right_sum", "right_swapped"]
    assert all(one.holds and one.passed == 3 for one in repeated)


@pytest.mark.slow
def test_more_threads_are_those_of_a_learner(lesson, rewrite, run):
    rewrite("return sum", "import torch\n    return (torch.get_num_threads() == 2) * sum")
    repeated = repeat_lesson(lesson, run, 1, [1, 2])
    assert [(one.name, one.threads) for one in repeated if not one.holds] == [("right_sum", 1)]


def test_what_varies_is_told_with_its_error(lesson, rewrite, run):
    rewrite("return", "import random\n    return random.random() +")
    repeated = repeat_lesson(lesson, run, 2, [1])
    assert [one.holds for one in repeated] == [True, False, True]
    console = Console(width=200)
    with console.capture() as capture:
        console.print(report(lesson, repeated))
    assert "0 of 2" in capture.get()
    assert "right_sum, 1 threads: add_small: CheckFailed: add(1, 2) is not right." in capture.get()
