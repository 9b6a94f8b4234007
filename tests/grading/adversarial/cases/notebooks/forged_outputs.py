"""Hands in with outputs that say all is right, and a worthless answer."""

POINTS = 0
STATE = "graded"


def hand_in(folder, notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            result = {"output_type": "execute_result", "data": {"text/plain": "10"}, "metadata": {}}
            cell["outputs"] = [result | {"execution_count": 1}]
            cell["execution_count"] = 1
    for name in ("error", "step", "training", "saving"):
        notebook.cell(name)["source"] = "10"
    return notebook
