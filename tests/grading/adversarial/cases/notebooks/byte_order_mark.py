"""Was saved by an editor that writes a byte order mark."""

import json

POINTS = 10
STATE = "graded"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").write_bytes(b"\xef\xbb\xbf" + json.dumps(notebook).encode())
