"""Names a kernel by a path."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook["metadata"]["kernelspec"] = {"name": "../../evil", "display_name": "x", "language": "python"}
    return notebook
