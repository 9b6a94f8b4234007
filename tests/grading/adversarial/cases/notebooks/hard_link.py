"""Is a second name of another student's notebook."""

import os

POINTS = 0
STATE = "malformed"
NEEDS_ROOT = True  # to have two students with accounts of their own


def hand_in(folder, notebook):
    other = folder.parents[1] / "bystander_before" / "01_line" / "01_line.ipynb"
    os.link(other, folder / "01_line.ipynb")
    os.chown(folder, 65534, -1)
