"""Is handed in by a student whose name is HTML."""

POINTS = 10
STATE = "graded"
STUDENT = "<img src=x onerror=GOTCHA()>"


def hand_in(folder, notebook):
    return notebook
