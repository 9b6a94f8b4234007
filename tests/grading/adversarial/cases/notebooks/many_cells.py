"""Has 100,000 cells."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    cell = {"cell_type": "code", "metadata": {}, "source": "", "outputs": [], "execution_count": None}
    return notebook | {"cells": [cell] * 100_000}
