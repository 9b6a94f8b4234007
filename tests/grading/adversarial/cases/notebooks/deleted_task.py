"""Answers a task in a new cell, and deletes the one it was given."""

POINTS = 10
STATE = "graded|repaired"


def hand_in(folder, notebook):
    answer = notebook.cell("step")["source"]
    notebook["cells"].remove(notebook.cell("step"))
    notebook.add(answer, before="step_gradient")
    notebook.add("helper = 1", before="step_gradient")
    return notebook
