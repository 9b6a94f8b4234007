"""Hands in only what JupyterLab keeps for itself, and a file."""

import json

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / "01_line-checkpoint.ipynb").write_text(json.dumps(notebook))
    (folder / "readme.md").write_text("My work")
