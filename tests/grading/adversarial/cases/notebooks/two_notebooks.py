"""Has two attempts with different answers, neither of them with the right name."""

import json

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "final.ipynb").write_text(json.dumps(notebook))
    notebook.cell("error")["source"] = notebook.given["error"]
    (folder / "final2.ipynb").write_text(json.dumps(notebook))
