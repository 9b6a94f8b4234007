"""Says that it is in a format of the future."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    return notebook | {"nbformat": 99}
