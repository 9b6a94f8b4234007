"""What is kept of a chapter counts for the same code in the same surroundings, and is what a run from the top gives."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from website.kept import Kept, code_cells, key, library_digest, places, without_places


@pytest.fixture
def library(tmp_path):
    """A file of a library that stands for lessonlib."""
    module = tmp_path / "library" / "viz" / "theme.py"
    module.parent.mkdir(parents=True)
    module.write_text("BLUE = 1", encoding="utf-8")
    return module


def ran(code="1 + 1", text="# 3a. Line", count=7):
    """A notebook whose cell gave 2 as the seventh one of a kernel."""
    outputs = [
        new_output("execute_result", data={"text/plain": "2"}, execution_count=count),
        new_output("stream", text="in /tmp/work/x\n"),
    ]
    cell = new_code_cell(code, execution_count=count, outputs=outputs)
    return new_notebook(cells=[new_markdown_cell(text), cell])


def kept(folder):
    return Kept(folder / "kept", folder / "library")


def keep(folder, **options):
    kept(folder).keep("03a_line", code_cells(ran(**options)), Path("/tmp/work"))


def test_what_is_found_is_counted_from_the_top_and_tells_no_place(tmp_path, library):
    keep(tmp_path)
    blank = new_notebook(cells=[new_markdown_cell("# 3a. Another title"), new_code_cell("1 + 1")])
    found = kept(tmp_path).find("03a_line", blank)
    assert found.cells[0].source == "# 3a. Another title"
    value, text = found.cells[1].outputs
    assert (found.cells[1].execution_count, value.execution_count, value.data["text/plain"]) == (1, 1, "2")
    assert text.text == "in ./x\n"
    assert blank.cells[1].outputs == []


def test_nothing_is_found_for_other_code_another_chapter_or_another_library(tmp_path, library):
    keep(tmp_path)
    assert kept(tmp_path).find("03a_line", ran())
    assert kept(tmp_path).find("03a_line", ran(code="1 + 2")) is None
    assert kept(tmp_path).find("03b_plane", ran()) is None
    library.write_text("BLUE = 2", encoding="utf-8")
    assert kept(tmp_path).find("03a_line", ran()) is None


def test_nothing_is_found_for_a_training_of_another_length(tmp_path, library, monkeypatch):
    monkeypatch.setenv("LESSONLIB_FAST", "1")
    keep(tmp_path)
    monkeypatch.setenv("LESSONLIB_FAST", "0")
    assert kept(tmp_path).find("03a_line", ran()) is None


def test_nothing_is_kept_when_the_library_changed_during_the_run(tmp_path, library):
    before = kept(tmp_path)
    library.write_text("BLUE = 2", encoding="utf-8")
    before.keep("03a_line", code_cells(ran()), Path("/tmp/work"))
    assert not (tmp_path / "kept").exists()


def test_another_library_is_another_key(tmp_path, library):
    cells = [new_code_cell("1")]
    assert key(cells, "library 1") != key(cells, "library 2")
    before = library_digest(tmp_path)
    library.with_name("__pycache__").mkdir()
    (library.with_name("__pycache__") / "theme.pyc").touch()
    assert library_digest(tmp_path) == before
    library.write_text("BLUE = 2", encoding="utf-8")
    assert library_digest(tmp_path) != before


def test_the_longest_place_comes_first():
    named = {"/home/ada": "~", "/home/ada/lessonlib/.venv": ".venv"}
    assert without_places('["/home/ada/lessonlib/.venv/bin", "/home/ada/x"]', named) == '[".venv/bin", "~/x"]'


def test_the_root_of_all_folders_names_nobody(monkeypatch):
    monkeypatch.setenv("HOME", "/")
    assert "/" not in places(Path("/tmp/website-1/work"))
