"""Has its notebook, and a module of its own, in a folder within the folder."""

import json

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook.add("import lines_helper")
    (folder / "my work").mkdir()
    (folder / "my work" / "lines_helper.py").write_text("x = 1")
    (folder / "my work" / "01_line.ipynb").write_text(json.dumps(notebook))
