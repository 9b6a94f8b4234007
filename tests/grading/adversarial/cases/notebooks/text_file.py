"""Was saved by a browser with the ending of a text."""

import json

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb.txt").write_text(json.dumps(notebook))
