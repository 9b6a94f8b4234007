"""Is a link to a file of the grader."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").symlink_to("/etc/passwd")
