"""Is a second name of another student's notebook."""

import os

POINTS = 0
STATE = "malformed"  # where students have accounts of their own, as a test by root can have it


def hand_in(folder, notebook):
    other = folder.parents[1] / "bystander_before" / "01_line" / "01_line.ipynb"
    os.link(other, folder / "01_line.ipynb")
    if os.geteuid() == 0:
        os.chown(folder, 65534, -1)
