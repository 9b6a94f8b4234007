"""Splits an answer in the middle of its function, marks and all."""

import copy

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    first = notebook.cell("step")
    lines = first["source"].split("\n")
    second = copy.deepcopy(first) | {"source": "\n".join(lines[3:]), "id": "second-half"}
    first["source"] = "\n".join(lines[:3])
    notebook["cells"].insert(notebook.index("step") + 1, second)
    return notebook
