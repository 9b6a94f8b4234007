"""Edits the read-only cell: an import of its own, which its answer needs."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook.cell("data")["source"] += "\n\nimport math"
    notebook.cell("error")["source"] = (
        "def squared_error(y_hat, y):\n    return ((y_hat - y) ** 2).mean() * math.cos(0)"
    )
    return notebook
