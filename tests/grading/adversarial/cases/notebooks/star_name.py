"""Is handed in by a student whose name means everybody."""

POINTS = 0
STATE = "malformed"
STUDENT = "*"


def hand_in(folder, notebook):
    return notebook
