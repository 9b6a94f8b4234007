"""Has a time of submission that is none."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    (folder / "timestamp.txt").write_text("../../x; DROP TABLE grade")
    return notebook
