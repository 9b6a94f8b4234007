"""The source of the site: of every lesson that is written, wherever the list of lessons comes from."""

import re
from pathlib import Path

import pytest

from lessonlib.notebook.file import read_notebook
from website.pages import Site
from website.repository import Repository

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Laid out, with chapters that have not run."""
    site = Site(ROOT, tmp_path_factory.mktemp("site") / "source", Repository("ada/course"))
    site.lay_out({path.stem: read_notebook(path) for path in site.chapters})
    return site


def test_every_chapter_and_exercise_has_a_page(site):
    for folder in ("course", "exercises"):
        written = {path.relative_to(ROOT) for path in (ROOT / folder).rglob("*.ipynb")}
        assert written == {path.relative_to(site.source) for path in (site.source / folder).rglob("*.ipynb")}


@pytest.mark.parametrize(("full", "words"), [(True, "as you run them"), (False, "LESSONLIB_FAST=1")])
def test_the_first_page_says_how_long_was_trained(tmp_path, full, words):
    site = Site(ROOT, tmp_path / "source", full=full)
    site.lay_out({path.stem: read_notebook(path) for path in site.chapters})
    text = (site.source / "index.md").read_text("utf-8")
    assert words in text
    assert "{{" not in text


def test_every_page_has_its_place_in_the_order(site):
    trees = "\n".join(
        path.read_text("utf-8") for path in site.source.rglob("*.md") if path.parent.name != "docs"
    )
    for path in (*site.chapters, *ROOT.glob("exercises/*/*.ipynb")):
        assert (
            len(re.findall(rf"^(?:\.\.)?/{path.relative_to(ROOT).with_suffix('')}$", trees, re.MULTILINE))
            == 1
        )
    index = (site.source / "docs" / "index.md").read_text("utf-8")
    for path in (ROOT / "docs").glob("*.md"):
        assert f"/docs/{path.stem}\n" in index


def test_no_list_is_left_open(site):
    for path in site.source.glob("*.md"):
        if path.name not in ("README.md", "CONTRIBUTING.md"):
            assert "{{" not in path.read_text("utf-8")


def test_a_lesson_says_what_it_has(site):
    text = (site.source / "lessons" / "01_tensors.md").read_text("utf-8")
    assert text.startswith("# 1. Tensors\n\nNumbers in rows, tables and blocks; rank, shape, dtype.\n")
    assert re.search(r"^- \[1a\. .*\]\(/course/01a_tensors\.ipynb\), \d+ minutes$", text, re.MULTILINE)
    exercise = (
        r"^- \[Exercise 1: .*\]\(/exercises/01_tensors/01_tensors\.ipynb\), about \d+ minutes, 10 points$"
    )
    assert re.search(exercise, text, re.MULTILINE)


def test_the_notebook_can_be_had_as_it_is_in_the_repository(site):
    for path in (*site.chapters, *ROOT.glob("exercises/*/*.ipynb")):
        assert (site.source / "notebooks" / path.name).read_bytes() == path.read_bytes()
        page = read_notebook(site.source / path.relative_to(ROOT))
        assert f"</notebooks/{path.name}>" in page.cells[1].source


def test_each_explorer_of_the_site_is_one_of_the_library():
    from lessonlib.viz import widgets

    site = Site(ROOT, ROOT / "none")
    assert site.explorers
    for name in site.explorers:
        assert callable(getattr(widgets, f"{name}_explorer"))
        page = (ROOT / "website" / "pages" / "explorers" / f"{name}.md").read_text("utf-8")
        assert f"../_static/{name}.js" in page
        assert f"viz.{name}_explorer(" in page
        assert f"\n{name}\n" in (ROOT / "website" / "pages" / "explorers" / "index.md").read_text("utf-8")
