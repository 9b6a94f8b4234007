"""Gives a test that fails the id of one that passes."""

POINTS = 7
STATE = "repaired"


def hand_in(folder, notebook):
    notebook.cell("error")["source"] = "def squared_error(y_hat, y):\n    return 0.0"
    first, second = notebook.cell("error_value"), notebook.cell("saved")
    first["metadata"]["nbgrader"]["grade_id"], second["metadata"]["nbgrader"]["grade_id"] = (
        "saved",
        "error_value",
    )
    return notebook
