"""Has files with names that mean something to a shell."""

POINTS = 10
STATE = "graded"


def hand_in(folder, notebook):
    for name in ("-rf", "a\nb", "$(touch gotcha)", "*", "' OR 1=1", "=cmd()", "x.ipynb.txt"):
        (folder / name).write_text("1")
    return notebook
