"""What is in course/, solutions/ and exercises/ is what lessons/ makes, without outputs."""

import nbformat

from lessonlib.build.derive import derive
from lessonlib.notebook.file import dumps


def test_the_notebooks_are_those_that_the_sources_make(lesson):
    for one in derive(lesson):
        assert one.path.read_text() == dumps(one.notebook), f"{one.path}: run `make course`"


def test_no_notebook_of_the_checkout_stores_outputs(lesson):
    chapters = [chapter.notebook for chapter in lesson.chapters]
    for path in (*chapters, lesson.solution_notebook, lesson.release_notebook):
        cells = nbformat.read(path, as_version=4).cells if path.exists() else []
        assert not any(cell.get("outputs") or cell.get("execution_count") for cell in cells), path
