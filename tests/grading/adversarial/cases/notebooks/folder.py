"""Is a folder with the notebook's name."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").mkdir()
    (folder / "01_line.ipynb" / "01_line.ipynb").write_text("{}")
