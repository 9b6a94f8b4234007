"""Merges answers with the tests below them."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    for answer, test in (("error", "error_value"), ("step", "step_gradient"), ("saving", "saved")):
        notebook.cell(answer)["source"] += "\n\n" + notebook.cell(test)["source"]
        notebook["cells"].remove(notebook.cell(test))
    return notebook
