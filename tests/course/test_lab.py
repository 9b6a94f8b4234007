"""`make lab` serves this course, and nbgrader's Validate button works in an exercise."""

import json
import re
from pathlib import Path

import pytest

from lessonlib.build.lesson import find_lessons

ROOT = Path(__file__).parents[2]


@pytest.mark.smoke
@pytest.mark.slow
def test_it_opens_on_the_chapters(lab):
    url, _ = lab.request("/")
    assert url.endswith("/lab/tree/course/00_start.ipynb")


@pytest.mark.slow
def test_validate_tells_what_an_unanswered_exercise_lacks(lab):
    notebook = next(lesson.release_notebook for lesson in find_lessons(ROOT) if lesson.exercise.exists())
    before = notebook.read_bytes()
    _, text = lab.request("/assignments/validate", {"path": str(notebook.relative_to(ROOT))})
    answer = json.loads(text)
    assert answer["success"], answer
    failed = (
        json.loads(answer["value"])["failed"]
        if isinstance(answer["value"], str)
        else answer["value"]["failed"]
    )
    assert failed
    assert re.search(r"cell of task|this cell", failed[0]["raw_error"])
    assert notebook.read_bytes() == before
