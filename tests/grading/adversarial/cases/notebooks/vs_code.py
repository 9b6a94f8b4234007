"""Comes from an editor that keeps the cells' ids and no metadata."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        cell["metadata"] = {"vscode": {"languageId": "python"}}
    notebook["metadata"] = {"language_info": {"name": "python"}}
    return notebook
