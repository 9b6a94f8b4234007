"""Is handed in by a student whose name is an option."""

POINTS = 10
STATE = "graded"
STUDENT = "-rf"


def hand_in(folder, notebook):
    return notebook
