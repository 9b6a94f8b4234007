"""nbgrader in this course: `nbgrader autograde 08_logistic_regression`, validate, generate_assignment,
formgrader.

nbgrader reads this file from the folder it is started in, and JupyterLab's Validate button from the folder
JupyterLab was started in. A course in another folder takes a copy of it along.
"""

import os
import secrets
import sys
import warnings
from pathlib import Path

from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute, GetGrades

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

c = get_config()  # noqa: F821 (nbgrader defines it)

# nbgrader starts `alembic` by its name: find this environment's, activated or not.
os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])

# SQLAlchemy tells nbgrader's authors, not its users, about the way nbgrader adds submissions.
warnings.filterwarnings("ignore", r"Object of type <\w+> not in session")

course = Path(__file__).resolve().parent
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# A grading process waits for the others' writes. After the default of 5 s, nbgrader blames an old database.
c.CourseDirectory.db_url = f"sqlite:///{course}/gradebook.db?timeout=60"

# A release: made again, it has the same bytes. The exporter brings the gradebook up to date first, for nbgrader itself
# adds and removes no cells once somebody handed in, and it remembers what learners get.
c.GenerateAssignment.force = True
c.GenerateAssignment.exporter_class = ReleaseExporter
c.GenerateAssignment.preprocessors = [*release_config().GenerateAssignment.preprocessors, StampRelease]

# Grading: the exporter prepares the run as `lessonlib grade` does (the release on disk is the one that grades, and its
# tests pass on the solution), and reads what was handed in; the first pass repairs it, the second one runs it apart.
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

# Learners' code runs apart from the tests, in a box (`lessonlib doctor` says whether this machine has one).
# Without a box nothing is graded, unless you set: c.ExecuteApart.unsafe_in_process = True
c.ExecuteApart.cell_seconds = 180
c.ExecuteApart.submission_seconds = 900
c.ExecuteApart.memory_mb = 2048

# The exchange, where learners and graders are users of one machine: docs/class.md says what else it needs.
c.ExchangeFactory.collect = "lessonlib.grading.term.exchange.CollectOwn"
c.ExchangeFactory.release_feedback = "lessonlib.grading.term.exchange.ReleaseFeedback"

# `nbgrader validate` and the Validate button run a learner's own notebook in one kernel.
c.Execute.timeout = 180  # seconds a cell; training takes longer than nbgrader's 30 on a slow laptop
c.Execute.iopub_timeout = 30
c.Execute.startup_timeout = 120
c.Execute.shutdown_kernel = "immediate"
c.Execute.skip_cells_with_tag = secrets.token_hex(16)  # no submission can tag its cells away
c.Execute.extra_arguments = KERNEL_ARGUMENTS

# Feedback pages and the formgrader run nothing that a submission wrote or printed.
c.GenerateFeedback.preprocessors = [GetGrades, HideTests]
c.GenerateFeedback.exporter_class = FeedbackExporter
c.HTMLExporter.sanitize_html = True
c.HTMLExporter.filters = formgrader_filters()
