"""Hands in a page of a code host under the notebook's name."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").write_text("\n<!DOCTYPE html>\n<title>01_line.ipynb</title>")
