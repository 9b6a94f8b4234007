"""Is handed in by a student whose name a spreadsheet would run."""

POINTS = 10
STATE = "graded"
STUDENT = "=cmd|' C calc'!A0"


def hand_in(folder, notebook):
    return notebook
