"""Every exercise is proven: its solution, its stub and its attempts earn what they should.

Of the attempts that are made by machine some are tried here, in each lesson others, and wrong ones meet the tests of the
tasks that they answer otherwise, and those that they declare; `lessonlib prove` tries all with all.
Inputs are the same in each run of the tests; `lessonlib prove --times` is what looks for luck.
"""

import pytest
from rich.console import Console

from lessonlib.prove.proof import prove_lesson, report
from lessonlib.prove.runner import fastest_runner


@pytest.fixture(scope="module")
def run():
    """Without fetched data: a long run takes seconds then. test_mnist_run.py has the one with it."""
    with pytest.MonkeyPatch.context() as patch, fastest_runner(seed=0) as runner:
        patch.delenv("LESSONLIB_DATA", raising=False)
        yield runner


@pytest.mark.slow
def test_the_exercise_is_proven(graded, run):
    proof = prove_lesson(graded, run, brief=True)
    console = Console(width=120)
    with console.capture() as capture:
        console.print(report(proof))
    assert proof.holds, capture.get()
