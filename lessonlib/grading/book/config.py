"""What nbgrader needs to know to grade as `lessonlib grade` does: a course's nbgrader_config.py calls `configure`, and
adds the settings of its own.
"""

from __future__ import annotations

import os
import secrets
import sys
import warnings
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, GetGrades
from traitlets.config import Config

from lessonlib.build.release import release_config
from lessonlib.grading.book.autograde import (
    KERNEL_ARGUMENTS,
    ExecuteApart,
    RepairSubmission,
    SubmissionExporter,
)
from lessonlib.grading.book.clean_notebook import CleanNotebook
from lessonlib.grading.book.feedback import HideTests
from lessonlib.grading.book.files import OnlyNotebooks
from lessonlib.grading.book.formgrader import formgrader_filters
from lessonlib.grading.book.new_release import ReleaseExporter, StampRelease
from lessonlib.grading.book.pages import FeedbackExporter


def configure(c: Config, course: Path) -> None:
    """Set in nbgrader's configuration `c` how the course in the folder `course` is released, graded and shown."""
    # nbgrader starts `alembic` by its name: find this environment's, activated or not.
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # SQLAlchemy tells nbgrader's authors, not its users, about the way nbgrader adds submissions.
    warnings.filterwarnings("ignore", r"Object of type <\w+> not in session")
    c.CourseDirectory.source_directory = "solutions"
    c.CourseDirectory.release_directory = "exercises"
    # A grading process waits for the others' writes. After the default of 5 s, nbgrader blames an old database.
    c.CourseDirectory.db_url = f"sqlite:///{course}/gradebook.db?timeout=60"
    _release(c)
    _autograde(c)
    _exchange(c)
    _validate(c)
    _show(c)


def _release(c: Config) -> None:
    """A release: made again, it has the same bytes. The exporter brings the gradebook up to date first, for nbgrader
    itself adds and removes no cells once somebody handed in, and it remembers what learners get.
    """
    c.GenerateAssignment.force = True
    c.GenerateAssignment.exporter_class = ReleaseExporter
    c.GenerateAssignment.preprocessors = [*release_config().GenerateAssignment.preprocessors, StampRelease]


def _autograde(c: Config) -> None:
    """Grading: the exporter prepares the run as `lessonlib grade` does (the release on disk is the one that grades, and
    its tests pass on the solution), and reads what was handed in; the first pass repairs it, the second one runs it
    apart.
    """
    c.Autograde.exporter_class = SubmissionExporter
    c.Autograde.sanitize_preprocessors = [RepairSubmission]
    steps = Autograde.autograde_preprocessors.default_args[0]
    place = steps.index(Execute)
    c.Autograde.autograde_preprocessors = [
        *steps[:place],
        ExecuteApart,
        CleanNotebook,
        *steps[place + 1 :],
        OnlyNotebooks,
    ]
    c.Exporter.optimistic_validation = True  # what a kernel sent may be odd until it is cleaned


def _exchange(c: Config) -> None:
    """The exchange, where learners and graders are users of one machine: docs/class.md says what else it needs."""
    c.ExchangeFactory.collect = "lessonlib.grading.term.exchange.CollectOwn"
    c.ExchangeFactory.release_feedback = "lessonlib.grading.term.exchange.ReleaseFeedback"


def _validate(c: Config) -> None:
    """`nbgrader validate` and the Validate button run a learner's own notebook in one kernel."""
    c.Execute.timeout = 180  # seconds a cell; training takes longer than nbgrader's 30 on a slow laptop
    c.Execute.iopub_timeout = 30
    c.Execute.startup_timeout = 120
    c.Execute.shutdown_kernel = "immediate"
    c.Execute.skip_cells_with_tag = secrets.token_hex(16)  # no submission can tag its cells away
    c.Execute.extra_arguments = KERNEL_ARGUMENTS


def _show(c: Config) -> None:
    """Feedback pages and the formgrader run nothing that a submission wrote or printed."""
    c.GenerateFeedback.preprocessors = [GetGrades, HideTests]
    c.GenerateFeedback.exporter_class = FeedbackExporter
    c.HTMLExporter.sanitize_html = True
    c.HTMLExporter.filters = formgrader_filters()
