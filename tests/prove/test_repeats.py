import pytest
from rich.console import Console

from lessonlib.prove.repeats import repeat_lesson, report


@pytest.fixture
def rewrite(lesson):
    """rewrite(old, new) changes the attempt right_sum, or another one."""

    def rewrite(old, new, name="right_sum"):
        path = lesson.attempts / f"{name}.py"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return rewrite


@pytest.mark.nightly
def test_answers_earn_each_time_what_they_declare(lesson, run):
    repeated = repeat_lesson(lesson, run, 3, [1])
    names = [f"right_{name}" for name in ("sum", "swapped")]
    wrong = sorted(path.stem for path in lesson.attempts.glob("wrong_*.py"))
    assert [one.name for one in repeated] == ["solution", *names, *wrong]
    assert all(one.holds and one.as_declared == 3 for one in repeated)


@pytest.mark.slow
@pytest.mark.nightly
def test_more_threads_are_those_of_a_learner(lesson, rewrite, run):
    rewrite("return sum", "import torch\n    return (torch.get_num_threads() == 2) * sum")
    repeated = repeat_lesson(lesson, run, 1, [1, 2])
    assert [(one.name, one.threads) for one in repeated if not one.holds] == [("right_sum", 1)]
    assert {one.threads for one in repeated if one.name.startswith("wrong_")} == {1}


@pytest.mark.nightly
def test_a_right_answer_that_fails_is_told_with_its_error(lesson, rewrite, run):
    rewrite("return", "import random\n    return random.random() +")
    repeated = repeat_lesson(lesson, run, 2, [1])
    assert [one.name for one in repeated if not one.holds] == ["right_sum"]
    shown = text(report(lesson, repeated))
    assert "0 of 2" in shown
    assert "right_sum, 1 threads: add_small failed" in shown
    assert "CheckFailed: add(1, 2) is not right." in shown


def test_a_wrong_answer_that_passes_is_told(lesson, rewrite, run):
    rewrite("return a * b", "return a + b", name="wrong_product")
    repeated = repeat_lesson(lesson, run, 2, [1])
    assert [(one.name, one.as_declared) for one in repeated if not one.holds] == [("wrong_product", 0)]
    assert "wrong_product, 1 threads: add_small passed" in text(report(lesson, repeated))


def test_right_answers_can_be_left_out(lesson, run):
    repeated = repeat_lesson(lesson, run, 1, [1], only="wrong")
    assert [one.name for one in repeated] == sorted(path.stem for path in lesson.attempts.glob("wrong_*.py"))


def test_wrong_answers_can_be_left_out(lesson, rewrite, run):
    rewrite("return", "return 1 +")
    repeated = repeat_lesson(lesson, run, 1, [1], only="right")
    assert [(one.name, one.holds) for one in repeated] == [
        ("solution", True),
        ("right_sum", False),
        ("right_swapped", True),
    ]


def test_in_one_run_each_test_can_be_asked_with_several_inputs(lesson, rewrite, run):
    """An answer that is right for two inputs of three is told, though each run alone may well pass."""
    exercise = lesson.exercise.read_text()
    test = "expect.equal(answer.add(1, 2), 3"
    assert test in exercise
    drawn = (
        "from lessonlib.check import fresh\nexpect.equal(answer.add(fresh.seed, 2), fresh.seed + 2, what='a')"
    )
    lesson.exercise.write_text(exercise.replace(test, f"{drawn}\n{test}"))
    rewrite("return", "return (a % 3 == 0) +")
    repeated = {one.name: one for one in repeat_lesson(lesson, run, 1, [1], draws=30)}
    assert repeated["solution"].as_declared == repeated["solution"].times == 30
    assert 0 < repeated["right_sum"].as_declared < 30
    assert "add_small failed" in repeated["right_sum"].faults[0]


def text(shown):
    console = Console(width=200)
    with console.capture() as capture:
        console.print(shown)
    return capture.get()
