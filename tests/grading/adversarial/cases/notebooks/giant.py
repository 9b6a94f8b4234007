"""Is 500 MB large."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    with (folder / "01_line.ipynb").open("wb") as file:
        file.truncate(500_000_000)
