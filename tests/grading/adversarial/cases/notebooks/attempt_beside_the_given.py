"""Has its work in a copy, and the exercise as it was given under the right name."""

import json

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    (folder / "01_line-Copy1.ipynb").write_text(json.dumps(notebook))
    for name, source in notebook.given.items():
        notebook.cell(name)["source"] = source
    return notebook
