"""Hands in a document of a word processor under the notebook's name."""

import zipfile

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    with zipfile.ZipFile(folder / "01_line.ipynb", "w") as archive:
        archive.writestr("word/document.xml", "<w:document/>")
