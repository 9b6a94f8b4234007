"""Has 3,000 files beside it."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    for number in range(3_000):
        (folder / f"{number}.txt").touch()
    return notebook
