"""Has numbers and lists where metadata are expected."""

POINTS = 10
STATE = "repaired"


def hand_in(folder, notebook):
    for number, cell in enumerate(notebook["cells"]):
        cell["metadata"] = (7, [], None, "x", {"nbgrader": [1]}, {"nbgrader": {"grade_id": {}}})[number % 6]
    notebook["metadata"] = {"kernelspec": 7, "lessonlib": "x"}
    return notebook
