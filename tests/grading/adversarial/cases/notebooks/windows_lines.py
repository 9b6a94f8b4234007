"""Has the line ends of Windows, in the file and in its cells."""

import json

POINTS = 10
STATE = "graded"


def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        cell["source"] = cell["source"].replace("\n", "\r\n")
    (folder / "01_line.ipynb").write_bytes(json.dumps(notebook, indent=1).replace("\n", "\r\n").encode())
