"""Hands in a text."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").write_text("I could not find the file, sorry\x1b[2J")
