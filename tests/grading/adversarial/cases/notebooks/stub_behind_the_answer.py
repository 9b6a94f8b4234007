"""Keeps a copy of the empty task as a backup, behind the answer."""

import copy

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    backup = copy.deepcopy(notebook.cell("error")) | {"source": notebook.given["error"]}
    notebook["cells"].insert(notebook.index("error") + 1, backup)
    return notebook
