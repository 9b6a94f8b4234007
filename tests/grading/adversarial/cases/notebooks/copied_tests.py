"""Copies tests to the end and to the top."""

import copy

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook["cells"].append(copy.deepcopy(notebook.cell("error_value")))
    notebook["cells"].insert(0, copy.deepcopy(notebook.cell("saved")))
    return notebook
