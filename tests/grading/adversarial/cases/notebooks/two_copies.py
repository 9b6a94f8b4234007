"""Has one attempt under two names, neither of them the right one."""

import json

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    for name in ("final.ipynb", "final2.ipynb"):
        (folder / name).write_text(json.dumps(notebook))
