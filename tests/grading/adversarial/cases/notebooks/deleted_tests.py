"""Deletes the tests that it fails."""

POINTS = 7
STATE = "repaired"


def hand_in(folder, notebook):
    notebook.cell("error")["source"] = "def squared_error(y_hat, y):\n    return 0.0"
    for name in ("error_value", "error_any"):
        notebook["cells"].remove(notebook.cell(name))
    return notebook
