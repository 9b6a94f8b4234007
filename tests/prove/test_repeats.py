import pytest
from rich.console import Console

from lessonlib.prove.repeats import repeat_lesson, report

RIGHT = '# %% [markdown]\n# Right.\n\n# %% task="add"\ndef add(a, b):\n    return sum([a, b])\n'


@pytest.fixture
def right(lesson):
    lesson.attempts.mkdir()
    (lesson.attempts / "right_sum.py").write_text(RIGHT)
    return lesson.attempts / "right_sum.py"


def test_right_answers_pass_each_time(lesson, right, run):
    repeated = repeat_lesson(lesson, run, 3, [1])
    assert [(one.name, one.passed, one.times) for one in repeated] == [
        ("solution", 3, 3),
        ("right_sum", 3, 3),
    ]
    assert all(one.holds for one in repeated)


@pytest.mark.slow
def test_more_threads_are_those_of_a_learner(lesson, right, run):
    right.write_text(
        RIGHT.replace("return sum", "import torch\n    return (torch.get_num_threads() == 2) * sum")
    )
    one, two = repeat_lesson(lesson, run, 1, [1, 2])[2:]
    assert (one.holds, two.holds) == (False, True)


def test_what_varies_is_told_with_its_error(lesson, right, run):
    right.write_text(RIGHT.replace("return", "import random\n    return random.random() +"))
    repeated = repeat_lesson(lesson, run, 2, [1])
    assert [one.holds for one in repeated] == [True, False]
    console = Console(width=200)
    with console.capture() as capture:
        console.print(report(lesson, repeated))
    assert "0 of 2" in capture.get()
    assert "right_sum, 1 threads: add_small: CheckFailed: add(1, 2) is not right." in capture.get()
