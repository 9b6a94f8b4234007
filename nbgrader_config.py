"""nbgrader in this course: `nbgrader autograde NN_name`, validate, generate_assignment, formgrader.

nbgrader reads this file from the folder it is started in, and JupyterLab's Validate button from the folder
JupyterLab was started in. A course in another folder takes a copy of it along.
"""

from pathlib import Path

from lessonlib.grading.book.config import configure

c = get_config()  # noqa: F821 (nbgrader defines it)

# The folders, the release, grading with repair and in a box, feedback pages in which nothing runs.
configure(c, Path(__file__).resolve().parent)

# Learners' code runs apart from the tests, in a box (`lessonlib doctor` says whether this machine has one).
# Without a box nothing is graded, unless you set: c.ExecuteApart.unsafe_in_process = True
c.ExecuteApart.cell_seconds = 180
c.ExecuteApart.submission_seconds = 900
c.ExecuteApart.memory_mb = 2048

# nbgrader keeps several courses apart by an id: c.CourseDirectory.course_id = "dl2026"
