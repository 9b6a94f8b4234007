"""Names a kernel that would run the cells as shell commands."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    notebook["metadata"]["kernelspec"] = {"name": "bash", "display_name": "Bash", "language": "bash"}
    return notebook
