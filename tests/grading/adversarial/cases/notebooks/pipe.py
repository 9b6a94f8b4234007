"""Is a pipe, from which a reader would wait forever."""

import os

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    os.mkfifo(folder / "01_line.ipynb")
