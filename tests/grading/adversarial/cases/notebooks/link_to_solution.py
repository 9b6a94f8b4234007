"""Is a link to the solution."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").symlink_to(folder.parents[2] / "solutions" / "01_line" / "01_line.ipynb")
