"""What stops a grading run; what is wrong with one submission is a state of that submission instead."""

from lessonlib import LessonlibError


class GradingError(LessonlibError):
    """The class cannot be graded."""
