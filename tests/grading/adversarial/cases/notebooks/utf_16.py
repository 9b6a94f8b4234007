"""Was saved as UTF-16."""

import json

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").write_bytes(json.dumps(notebook).encode("utf-16"))
