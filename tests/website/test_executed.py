"""Chapters run once, and again when something that counts has changed."""

import re
import sys
from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from lessonlib.notebook.file import dumps
from website.errors import WebsiteError
from website.executed import executed


@pytest.fixture
def chapter(tmp_path):
    """chapter(code, text) writes course/03a_line.ipynb."""

    def chapter(code: str, text: str = "# 3a. Line") -> Path:
        path = tmp_path / "course" / "03a_line.ipynb"
        path.parent.mkdir(exist_ok=True)
        cells = [new_markdown_cell(text, id="a"), new_code_cell(code, id="b")]
        path.write_text(dumps(new_notebook(cells=cells)), encoding="utf-8")
        return path

    return chapter


def run(path, cache):
    """The text that the code cell gave, and the text cell."""
    notebook = executed([path], cache, quiet=True)[path.stem]
    return notebook.cells[1].outputs[0].text.strip(), notebook.cells[0].source


def test_a_chapter_runs_again_only_when_its_code_changes(chapter, tmp_path):
    code = "import time\nprint(time.time_ns())"
    first, _ = run(chapter(code), tmp_path / "cache")
    again, text = run(chapter(code, "# 3a. Another title"), tmp_path / "cache")
    assert (again, text) == (first, "# 3a. Another title")
    assert run(chapter(code + "  # changed"), tmp_path / "cache")[0] != first


def test_a_training_in_full_is_another_run(chapter, tmp_path, monkeypatch):
    code = "import os\nprint(os.environ['LESSONLIB_FAST'])"
    for fast in "01":
        monkeypatch.setenv("LESSONLIB_FAST", fast)
        assert run(chapter(code), tmp_path / "cache")[0] == fast


def test_one_run_of_a_chapter_is_kept_and_others_are_forgotten_when_asked_to(chapter, tmp_path):
    cache = tmp_path / "cache"
    for code in ("print(1)", "print(2)"):
        run(chapter(code), cache)
    other = cache / "03b_plane.json"
    other.write_text("{}", encoding="utf-8")
    for forget, names in ((False, ["03a_line.json", other.name]), (True, ["03a_line.json"])):
        executed([chapter("print(2)")], cache, forget=forget, quiet=True)
        assert sorted(path.name for path in cache.iterdir()) == names


def test_a_chapter_that_raises_is_named_and_not_kept(chapter, tmp_path):
    with pytest.raises(
        WebsiteError, match=r"03a_line did not run to its end: ZeroDivisionError(?s:.*)lessons/03"
    ):
        run(chapter("1 / 0"), tmp_path / "cache")
    assert not (tmp_path / "cache").exists()


def test_pages_do_not_tell_where_they_were_made(chapter, tmp_path):
    code = "import os, sys\nprint(os.getcwd(), sys.executable, os.path.expanduser('~/x'))"
    told, _ = run(chapter(code), tmp_path / "cache")
    assert not re.search(rf"{re.escape(sys.prefix)}|{re.escape(str(Path.home()))}/|website-", told)
    assert told.startswith(". ")
