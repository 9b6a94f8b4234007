"""What the first notebook shows: whether this machine has what the course needs, and a map of the course."""

from lessonlib.start.course_map import course_map
from lessonlib.start.setup import check_setup

__all__ = ["check_setup", "course_map"]
