"""Hands in the notebook of another exercise."""

POINTS = 0
STATE = "malformed"


def hand_in(folder, notebook):
    notebook["cells"] = []
    notebook.add(
        "def tokens(text):\n    return text.split()", nbgrader={"grade_id": "tokens", "solution": True}
    )
    notebook["metadata"]["lessonlib"] = {"derived_from": "lessons/10_text/exercise.py"}
    return notebook
