"""How a submission ended: a named state, the reason in words, and what to do next."""

from __future__ import annotations

from enum import StrEnum


class State(StrEnum):
    """Where grading one submission ended."""

    GRADED = "graded"
    REPAIRED = "repaired"
    PARTIAL = "partial"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out-of-memory"
    CRASHED = "crashed"
    TAMPERED = "tampered"
    SET_ASIDE = "set-aside"
    MALFORMED = "malformed"
    UNGRADED = "ungraded"
    MISSING = "missing"

    @property
    def meaning(self) -> str:
        return _MEANING[self][0]

    @property
    def next_step(self) -> str:
        """What an instructor does about it; empty where there is nothing to do."""
        return _MEANING[self][1]

    @property
    def needs_attention(self) -> bool:
        """Whether someone has to look at it before the grade is final."""
        return self not in (State.GRADED, State.REPAIRED, State.MISSING)


_MEANING = {
    State.GRADED: ("All cells ran, each to its end or to an error of its own.", ""),
    State.REPAIRED: ("Graded, after something in the notebook had been put right.", ""),
    State.PARTIAL: (
        "A part is graded; the rest waits for a person, or was not handed in.",
        "Grade the rest in the formgrader, or ask for what is missing.",
    ),
    State.TIMEOUT: (
        "A cell, or all of them, took too long and was stopped. What ran before has its points.",
        "Grade again with a longer --cell-seconds or --submission-seconds, or leave the points as they are.",
    ),
    State.OUT_OF_MEMORY: (
        "The code took more memory than it may and was stopped. What ran before has its points.",
        "Grade again with a larger --memory-mb, or leave the points as they are.",
    ),
    State.CRASHED: (
        "The process that ran the code ended early. What ran before has its points.",
        "Look at the cell that is named; grade again if the machine was at fault.",
    ),
    State.TAMPERED: (
        "The code answered the grader in a way that no honest code does. It earned no points from there on.",
        "Read the notebook and talk to the student.",
    ),
    State.SET_ASIDE: (
        "The grader itself ended twice while this submission ran, so it was not run a third time.",
        "Read the notebook; then grade it with --student and without --resume, which runs it again.",
    ),
    State.MALFORMED: (
        "What was handed in is not a notebook of this assignment, so it has no points.",
        "Ask the student for the right file, then grade with --rerun-changed.",
    ),
    State.UNGRADED: ("Handed in, and not graded yet.", "Grade it: lessonlib grade."),
    State.MISSING: ("Nothing was handed in.", "Ask the student, or leave it."),
}
