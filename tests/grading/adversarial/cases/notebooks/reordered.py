"""Moves all tests to the top, in reverse."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook["cells"].sort(key=lambda cell: "answer, expect" not in cell["source"])
    return notebook
