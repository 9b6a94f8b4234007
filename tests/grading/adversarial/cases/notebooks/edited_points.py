"""Gives a wrong answer, and its tests other points in the metadata."""

POINTS = 7
STATE = "repaired"


def hand_in(folder, notebook):
    notebook.cell("error")["source"] = "def squared_error(y_hat, y):\n    return 0.0"
    notebook.cell("saved")["metadata"]["nbgrader"]["points"] = 400
    notebook.cell("error_value")["metadata"]["nbgrader"]["points"] = 0
    return notebook
