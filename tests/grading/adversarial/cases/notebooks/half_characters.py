"""Holds halves of characters, which cannot be written to a file."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook.add("broken = '\ud83d'", kind="markdown")
    notebook.cell("error")["source"] += "  # \udc00"
    return notebook
