"""nbgrader_config.py of this course, and what `configure` leaves to a course."""

import os
import sys
from pathlib import Path

from nbgrader.preprocessors import Execute
from traitlets.config import Config

from lessonlib.grading.book.autograde import ExecuteApart
from lessonlib.grading.book.config import configure
from lessonlib.grading.course import Course

ROOT = Path(__file__).parents[3]


def test_this_course_is_configured_and_has_limits_of_its_own():
    config = Course(ROOT).config
    assert config.CourseDirectory.release_directory == "exercises"
    assert config.CourseDirectory.db_url == f"sqlite:///{ROOT}/gradebook.db?timeout=60"
    assert config.ExecuteApart == {"cell_seconds": 180, "submission_seconds": 900, "memory_mb": 2048}
    steps = config.Autograde.autograde_preprocessors
    assert ExecuteApart in steps
    assert Execute not in steps


def test_no_submission_can_know_the_tag_that_skips_a_cell(tmp_path):
    tags = set()
    for _ in range(2):
        config = Config()
        configure(config, tmp_path)
        tags.add(config.Execute.skip_cells_with_tag)
    assert len(tags) == 2


def test_the_programs_of_this_environment_are_found(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "/usr/bin")
    configure(Config(), tmp_path)
    assert os.environ["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)
