"""Has terminal commands in ids and in what it prints."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook.add("print('\\x1b[2J\\x1b]0;GOTCHA\\x07')", nbgrader={"grade_id": "\x1b[2J", "solution": True})
    return notebook
