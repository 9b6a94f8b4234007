"""nbgrader's folders of a course, with times of submission that are read as they were meant."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from nbgrader.coursedir import CourseDirectory

from lessonlib.grading.handed_in.timestamp import TIMESTAMP, read_timestamp


class CourseFolders(CourseDirectory):  # type: ignore[misc]
    """nbgrader 0.9.6 takes the offset +0100 for a hundred seconds and a time zone that it does not know, such as KST,
    for UTC; at a text that is no time, it stops with an AttributeError.
    """

    def get_existing_timestamp(self, dest_path: str) -> datetime | None:
        """When the submission in this folder was handed in, in UTC; None where nothing says so."""
        try:
            data = Path(dest_path, TIMESTAMP).read_bytes()
            return read_timestamp(data).moment if data.strip() else None
        except OSError:
            return None
        except ValueError as error:
            self.log.warning("The %s in %s was not used: %s", TIMESTAMP, dest_path, error)
            return None
