"""Is handed in by a student whose name is a terminal command."""

POINTS = 0
STATE = "malformed"
STUDENT = "eve\x1b[2J"


def hand_in(folder, notebook):
    return notebook
