"""Deletes all tests and all marks, and keeps the answers."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook["cells"] = [cell for cell in notebook["cells"] if "answer, expect" not in cell["source"]]
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    return notebook
