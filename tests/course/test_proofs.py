"""Every exercise is proven: its solution, its stub and its attempts earn what they should."""

import pytest
from rich.console import Console

from lessonlib.build.prove import prove_lesson, report


@pytest.mark.slow
def test_the_exercise_is_proven(graded):
    proof = prove_lesson(graded)
    console = Console(width=120)
    with console.capture() as capture:
        console.print(report(proof))
    assert proof.holds, capture.get()
