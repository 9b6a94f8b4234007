"""Hands in another exercise, in which all cells have the same ids."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        cell["source"] = f"# Another exercise\nassert {len(cell['source'])}"
        cell["id"] = f"other-{len(cell['source'])}"[:60]
    return notebook
