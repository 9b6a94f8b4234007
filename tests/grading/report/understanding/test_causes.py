"""Failures matched with the attempts that a lesson declares."""

from lessonlib.build.attempts import Attempt
from lessonlib.grading.report.understanding.causes import OPEN, explain
from lessonlib.grading.report.understanding.failures import Failure

FORGOT = Attempt("wrong_zero_grad", {}, ("grads", "trains"), "the gradients", "Forgot zero_grad.")
HALF = Attempt("wrong_half", {}, ("grads",), "the gradients", "Halves the gradients.")
TWICE = Attempt("wrong_twice", {}, ("grads",), "the gradients", "Doubles the gradients.")
OTHER = Attempt("wrong_other", {}, ("plot",), "the picture", "Draws the wrong one.")


def failures(student, **messages):
    return [Failure(student, "ex", test, test, message) for test, message in messages.items()]


def test_the_attempt_that_explains_most_counts():
    found = explain(
        [
            *failures("ada", grads="the gradients are off", trains="no", plot="the picture is not"),
            *failures("bob", grads="the gradients are off", trains="never"),
        ],
        [FORGOT, HALF, OTHER],
    )
    assert [(one.about, one.questions, one.students) for one in found.causes] == [
        ("Forgot zero_grad.", ("grads", "trains"), ("ada", "bob")),
        ("Draws the wrong one.", ("plot",), ("ada",)),
    ]
    assert found.rest == ()


def test_all_its_tests_must_have_failed_and_its_message_must_be_there():
    [one] = explain(failures("ada", grads="the gradients are off"), [FORGOT, HALF]).causes
    assert one.attempts == ("wrong_half",)
    found = explain(failures("ada", grads="another message"), [FORGOT, HALF])
    assert found.causes == ()
    assert [one.test for one in found.rest] == ["grads"]


def test_attempts_that_cannot_be_told_apart_are_named_together():
    [one] = explain(failures("ada", grads="the gradients are off"), [HALF, TWICE]).causes
    assert one.about == "Halves the gradients. Or: Doubles the gradients."
    assert one.attempts == ("wrong_half", "wrong_twice")


def test_a_task_that_was_left_open_is_no_mistake():
    found = explain(failures("ada", grads="NotImplementedError: task grads"), [HALF])
    assert [(one.about, one.questions, one.attempts) for one in found.causes] == [(OPEN, ("grads",), ())]


def test_the_order_of_the_class_does_not_matter():
    mine, other = failures("ada", grads="the gradients"), failures("bob", plot="the picture")
    assert {one.attempts: one.students for one in explain([*mine, *other], [HALF, OTHER]).causes} == {
        one.attempts: one.students for one in explain([*other, *mine], [OTHER, HALF]).causes
    }
