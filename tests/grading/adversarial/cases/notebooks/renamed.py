"""Has another name."""

import json

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    (folder / "Kopie von 01_line (2).ipynb").write_text(json.dumps(notebook))
