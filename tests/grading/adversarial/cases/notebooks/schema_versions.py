"""Says that its metadata are of older and newer versions of nbgrader."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    for number, cell in enumerate(notebook["cells"]):
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"]["schema_version"] = (0, 1, 99, "three", None)[number % 5]
    return notebook
