"""Was saved in the format of 2014."""

import nbformat

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    return nbformat.convert(nbformat.from_dict(notebook), 3)
