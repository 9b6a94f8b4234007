"""Is a list of lists of lists, a million deep."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    (folder / "01_line.ipynb").write_text("[" * 1_000_000)
