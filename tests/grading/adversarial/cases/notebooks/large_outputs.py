"""Displays 12 MB in each of 20 cells: what is beyond the budget of a notebook becomes a note."""

POINTS = 10
STATE = "graded"


def hand_in(folder, notebook):
    for _ in range(20):
        notebook.add("from IPython.display import HTML, display\ndisplay(HTML('x' * (12 * 2**20 - 1_000)))")
    notebook.add("print('the end')")
    return notebook
