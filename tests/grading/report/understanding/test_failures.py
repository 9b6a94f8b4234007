"""Failed tests as the kept notebooks have them."""

import nbformat
from nbformat.v4 import new_notebook, new_output

from lessonlib.grading.handed_in.reference import Release
from lessonlib.grading.outcome import Outcome, RanNotebook
from lessonlib.grading.report.understanding.failures import Failure, grouped, read_outcomes
from lessonlib.grading.states import State


def test_failures_are_read_in_the_order_of_the_notebook(small):
    release = Release.of(new_notebook(cells=[small.SQUARE, small.NINE, small.SECRET]), "hw1", "hw1")
    cells = [nbformat.from_dict(dict(cell)) for cell in (small.SQUARE, small.NINE, small.SECRET)]
    cells[0].outputs = [new_output("error", ename="NameError", evalue="a learner's own", traceback=[])]
    cells[1].outputs = [new_output("error", ename="CheckFailed", evalue="square(3) is wrong.\n  got: 4")]
    cells[2].outputs = [new_output("error", ename="TimeoutError", evalue="too long")]
    ran = RanNotebook(nbformat.writes(new_notebook(cells=cells)), seconds={"nine": 0.5, "square": 2.0})
    open_one = RanNotebook(nbformat.writes(new_notebook(cells=cells)), handed_in=False)
    outcomes = [
        Outcome("ada", State.GRADED, ran={"hw1": ran}),
        Outcome("bob", State.MALFORMED, ran={"hw1": open_one}),
    ]
    record = read_outcomes(outcomes, [release])
    assert record.students == ("ada",)
    assert [(one.test, one.headline) for one in record.failures] == [
        ("nine", "square(3) is wrong."),
        ("secret", "TimeoutError: too long"),
    ]
    assert record.seconds == {"nine": [0.5], "square": [2.0]}


def failure(student, message, question="a"):
    return Failure(student, "ex", question, question, message)


def test_messages_are_the_same_but_for_numbers():
    groups = grouped(
        [
            failure("ada", "x[3] is not right.\n  got: 1"),
            failure("bob", "x[12] is not right.\n  got: 2e-5"),
            failure("eve", "y2 is not right."),
            failure("kim", "y3 is not right."),
        ]
    )
    assert [(one.headline, one.students) for one in groups] == [
        ("x[3] is not right.", ("ada", "bob")),
        ("y2 is not right.", ("eve",)),
        ("y3 is not right.", ("kim",)),
    ]


def test_where_a_learners_code_stopped_the_error_is_named():
    stopped = "square(3): your code stopped with an error.\n  got:      TypeError: unsupported"
    assert failure("ada", stopped).headline == "square(3): your code stopped with an error: TypeError"
    assert failure("ada", "square(3): this task is not done yet.\n  got: NotImplementedError").is_open
