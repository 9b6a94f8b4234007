"""nbgrader's gradebook, opened once for many steps, and changed in one transaction a student."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from nbgrader.api import (
    Assignment,
    BaseCell,
    Course,
    Grade,
    Gradebook,
    Notebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from lessonlib.grading.handed_in.reference import question


class _Session(Session):
    """A session whose `commit`, which nbgrader calls for each cell, writes nothing for good until `save` does."""

    def commit(self) -> None:
        self.flush()
        self.expire_all()

    def save(self) -> None:
        super().commit()


@contextmanager
def open_gradebook(db_url: str, course_id: str) -> Iterator[Gradebook]:
    """The gradebook at `db_url`. Call `save(gradebook)` or `forget(gradebook)` after each student.

    Each of nbgrader's steps opens the gradebook anew: an engine, a look at all tables, an empty cache of
    compiled queries, and a commit to disk for each cell. That is 0.3 s a student; this is 0.05 s, and a
    student's grades are all there or not at all.
    """
    book = Gradebook(db_url, course_id)
    try:
        if book.db.get(Course, course_id) is None:
            # nbgrader enters a course without a name nowhere, and refers to it: PostgreSQL refuses that.
            book.db.add(Course(id=course_id))
            book.db.commit()
        book.db.remove()
        book.db = scoped_session(sessionmaker(autoflush=True, bind=book.engine, class_=_Session))
        yield book
    finally:
        book.db.rollback()
        book.close()


def save(book: Gradebook) -> None:
    """Make what was changed since the last call last."""
    book.db().save()
    book.db.remove()  # nothing of one student stays in memory for the next


def forget(book: Gradebook) -> None:
    """Undo what was changed since the last `save`."""
    book.db.rollback()
    book.db.remove()


@dataclass(frozen=True)
class Points:
    """One grade of a student: points given by a program and by a person, which overrule it, and extra credit."""

    automatic: float | None = None
    by_hand: float | None = None
    extra: float = 0.0

    @property
    def given(self) -> bool:
        """Whether somebody has graded it."""
        return self.automatic is not None or self.by_hand is not None

    @property
    def score(self) -> float:
        """As nbgrader counts it: extra credit is added to points, and is nothing without them."""
        points = self.automatic if self.by_hand is None else self.by_hand
        return 0.0 if points is None else points + self.extra


@dataclass(frozen=True)
class Scores:
    """What the gradebook has of one student: each grade by question, and the penalty for handing in late."""

    grades: Mapping[str, Points] = field(default_factory=dict)
    penalty: float = 0.0

    @property
    def graded(self) -> bool:
        return not self.grades or any(points.given for points in self.grades.values())

    @property
    def is_complete(self) -> bool:
        """Whether each grade was given, by a program or a person."""
        return all(points.given for points in self.grades.values())

    @property
    def raw(self) -> float:
        """All points, before the penalty."""
        return sum(points.score for points in self.grades.values())

    @property
    def by_hand(self) -> float:
        """The points that a person gave."""
        return sum(
            points.score if points.by_hand is not None else points.extra
            for points in self.grades.values()
            if points.given
        )

    @property
    def final(self) -> float:
        """What nbgrader exports as the score: never below 0."""
        return max(0.0, self.raw - self.penalty)

    def graded_anew(self, automatic: Mapping[str, float]) -> float:
        """All points, with other ones from the program."""
        names = {*self.grades, *automatic}
        return sum(self._anew(name, automatic).score for name in names)

    def _anew(self, name: str, automatic: Mapping[str, float]) -> Points:
        points = self.grades.get(name, Points())
        return Points(automatic.get(name, points.automatic), points.by_hand, points.extra)


def scores_by_student(book: Gradebook, assignment: str, student: str | None = None) -> dict[str, Scores]:
    """What the gradebook has of all students of whom something is graded, or of one."""
    found: dict[str, dict[str, Points]] = {}
    penalties: dict[str, dict[str, float]] = {}
    query = (
        select(
            SubmittedAssignment.student_id,
            Notebook.name,
            SubmittedNotebook.late_submission_penalty,
            BaseCell.name,
            Grade.auto_score,
            Grade.manual_score,
            Grade.extra_credit,
        )
        .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
        .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
        .join(Notebook, Notebook.id == SubmittedNotebook.notebook_id)
        .outerjoin(Grade, Grade.notebook_id == SubmittedNotebook.id)
        .outerjoin(BaseCell, BaseCell.id == Grade.cell_id)
        .where(Assignment.name == assignment)
    )
    if student is not None:
        query = query.where(SubmittedAssignment.student_id == student)
    for name, notebook, penalty, cell, automatic, by_hand, extra in book.db.execute(query):
        grades = found.setdefault(name, {})
        penalties.setdefault(name, {})[notebook] = penalty or 0.0
        if cell is not None:
            grades[question(assignment, notebook, cell)] = Points(automatic, by_hand, extra or 0.0)
    all_of_them = {name: Scores(grades, sum(penalties[name].values())) for name, grades in found.items()}
    return {name: one for name, one in all_of_them.items() if one.graded}


def scores_of(book: Gradebook, assignment: str, student: str) -> Scores | None:
    """What the gradebook has of a student; None when nothing is graded."""
    return scores_by_student(book, assignment, student).get(student)
