"""Feedback pages: what they show, and that nothing else gets into them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell
from nbgrader.converters import GenerateFeedback
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from lessonlib.grading.book.pages import FeedbackExporter

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def exporter():
    return FeedbackExporter(
        config=Config({"Exporter": {"default_preprocessors": []}})
    )  # as nbgrader's converters


@pytest.fixture
def page(exporter):
    """Makes the page of a notebook with these cells."""

    def make(*cells, score=7.0, max_score=10.0, late_penalty=0, notebook="01_line", metadata=None):
        about = {"notebook": notebook, "student": "ada", "assignment": "01_line", "score": score}
        about |= {"max_score": max_score, "late_penalty": late_penalty}
        made = nbformat.from_dict(
            {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata or {}, "cells": list(cells)}
        )  # not validated
        html, resources = exporter.from_notebook_node(made, {"nbgrader": about})
        assert resources["output_extension"] == ".html"
        return html

    return make


def displayed(**data):
    """A cell that displays data; the MIME types with _ for / and +."""
    kinds = {kind.replace("_", "/"): value for kind, value in data.items()}
    return new_code_cell("x", outputs=[new_output("display_data", data=kinds)])


class Reader(HTMLParser):
    """A page as a reader's program takes it in: elements with attributes and their ancestors, and the text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text, self._open = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes), tuple(self._open)))
        if tag not in ("meta", "img", "br", "hr", "input", "link"):
            self._open.append(tag)

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass

    def handle_data(self, data):
        if "style" not in self._open:
            self.text.append(data)

    def all(self, tag):
        return [attributes for name, attributes, _ in self.elements if name == tag]

    @property
    def words(self):
        return " ".join("".join(self.text).split())


def test_a_page_has_a_language_a_title_a_main_part_and_a_score(page):
    html = page(new_code_cell("x = 1", execution_count=3), score=6.999, max_score=10.0, late_penalty=1.5)
    reader = Reader(html)
    assert html.startswith("<!DOCTYPE html>")
    assert reader.all("html") == [{"lang": "en"}]
    assert len(reader.all("main")) == len(reader.all("h1")) == len(reader.all("title")) == 1
    assert "01_line: feedback" in reader.words
    assert "Score: 7 / 10" in reader.words
    assert "1.5 points were taken off because it was handed in late" in reader.words
    assert "In [3]" in reader.words


def test_graded_parts_are_listed_with_points_and_lead_to_their_cells(page):
    def marks(grade, solution, task=False, **more):
        return {"nbgrader": {"grade": grade, "solution": solution, "task": task, **more}}

    html = page(
        new_code_cell("x", metadata=marks(False, True, grade_id="error", comment="Well *done*")),
        new_code_cell("assert x", metadata=marks(True, False, grade_id="error_value", score=1.5, points=2.0)),
        new_markdown_cell(
            "Because.", metadata=marks(True, True, grade_id="why", score=None, points=3, comment=None)
        ),
        new_markdown_cell(
            "Draw.", metadata=marks(False, False, task=True, grade_id="draw", score=0, points=1)
        ),
    )
    reader = Reader(html)
    anchors = [attributes["href"] for attributes in reader.all("a")]
    ids = [attributes["id"] for attributes in reader.all("section")]
    assert anchors == [f"#{one}" for one in ids[1:]]
    for words in (
        "Answer: error",
        "Test: error_value",
        "1.5 / 2",
        "Answer: why",
        "0 / 3",
        "Task: draw",
        "0 / 1",
    ):
        assert words in reader.words
    assert "<em>done</em>" in html


def test_outputs_are_shown_in_their_order_by_their_best_type(page):
    cell = new_code_cell(
        "x",
        outputs=[
            new_output("stream", name="stdout", text="50%\r100%\n\x1b[31mred\x1b[0m"),
            new_output("stream", name="stderr", text="warned"),
            new_output("display_data", data={"text/plain": "plain", "text/html": "<b>bold</b>"}),
            new_output("display_data", data={"text/plain": "plain", "text/markdown": "*slanted*"}),
            new_output("display_data", data={"text/plain": "plain", "text/latex": "$a$"}),
            new_output("display_data", data={"text/plain": "plain", "image/png": PNG}),
            new_output(
                "display_data", data={"text/plain": "plain", "image/svg+xml": "<svg aria-label='dot'/>"}
            ),
            new_output("execute_result", data={"text/plain": "a result"}, execution_count=1),
            new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: v", "line 2"]),
        ],
    )
    html = page(cell)
    parts = ["100%", "ansi-red-fg", "warned", "<b>bold</b>", "<em>slanted</em>", "<math>", "image/png;base64"]
    parts += ['alt="dot"', "a result", "line 2"]
    places = [html.index(part, html.index("<main>")) for part in parts]
    assert places == sorted(places)
    assert "plain" not in Reader(html).words
    assert "50%" not in html


def test_pictures_have_the_size_that_was_asked_for(page):
    output = new_output("display_data", data={"image/png": PNG}, metadata={"image/png": {"width": 300}})
    (picture,) = Reader(page(new_code_cell("x", outputs=[output]))).all("img")
    assert picture["width"] == "300"
    assert "height" not in picture
    assert picture["alt"]


def test_pasted_pictures_are_shown_and_raw_cells_are_text(page):
    pasted = new_markdown_cell("![it](attachment:a.png)", attachments={"a.png": {"image/png": PNG}})
    raw = new_raw_cell("<script>x()</script>", metadata={"raw_mimetype": "text/html"})
    reader = Reader(page(pasted, raw))
    assert reader.all("img") == [{"src": f"data:image/png;base64,{PNG}", "alt": "it"}]
    assert reader.all("script") == []
    assert "<script>x()</script>" in reader.words


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        (new_code_cell("x" * 100_000), "x" * 100_000),
        (new_markdown_cell("<div>" * 3_000 + "kept"), "kept"),
        (new_markdown_cell("$" + "{" * 4_000 + "kept" + "}" * 4_000 + "$"), "kept"),
        (displayed(text_html="<div>" * 3_000 + "lost", text_plain="kept"), "kept"),
        (displayed(text_html="<div>" * 3_000 + "kept"), "kept"),
        (displayed(text_latex="kept, no formula"), "kept"),
        (displayed(**{"image_svg+xml": "<svg><script/></svg>"}, text_plain="kept"), "kept"),
    ],
)
def test_what_cannot_be_rendered_is_plain_text(page, cell, kept):
    reader = Reader(page(cell, new_markdown_cell("*after*")))
    assert kept in reader.words
    assert "lost" not in reader.words
    assert len(reader.all("em")) == 1
    assert "Score: 7 / 10" in reader.words


FORBIDDEN = {
    "script",
    "iframe",
    "object",
    "embed",
    "form",
    "input",
    "button",
    "base",
    "link",
    "svg",
    "video",
    "audio",
}


def test_nothing_of_a_submission_runs_loads_or_hides_anything(page, hostile):
    html = page(*hostile.cells(), notebook=hostile.EVIL, metadata=hostile.METADATA)
    reader = Reader(html)
    for tag, attributes, ancestors in reader.elements:
        assert tag not in (
            "script",
            "iframe",
            "object",
            "embed",
            "form",
            "input",
            "base",
            "link",
            "svg",
            "video",
            "audio",
        )
        assert not [
            name for name in attributes if name.startswith("on") or name in ("style", "srcset", "background")
        ]
        assert attributes.get("src", "data:image/png").startswith("data:image/")
        assert re.match(r"https?://|mailto:|#cell-\d+$", attributes.get("href", "https://"))
        if "main" in ancestors and tag not in ("section", "header", "h2"):
            classes = set(attributes.get("class", "").split())
            assert not classes & {"score", "graded", "questions"}, (tag, attributes)
    assert len(reader.all("style")) == len(reader.all("main")) == len(reader.all("h1")) == 1
    assert len({attributes["id"] for attributes in reader.all("section")}) == len(reader.all("section"))
    assert [attributes.get("class") for attributes in reader.all("p")].count("score") == 1


def test_no_file_of_a_submission_stays_beside_the_page(tmp_path):
    converter = GenerateFeedback(coursedir=CourseDirectory(root=str(tmp_path)))
    source, folder = (tmp_path / step / "ada" / "01" for step in ("autograded", "feedback"))
    names = [
        "index.html",
        "01_line.html",
        "timestamp.txt",
        "plots/a.svg",
        "plots/deep/b.html",
        ".c.ipynb",
        "d.csv",
    ]
    for root in (source, folder):
        for name in names:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text("<script>GOTCHA()</script>")
    (folder / "02_other.html").write_text("another page")
    nbformat.write(new_notebook(cells=[new_markdown_cell("a")]), source / "01_line.ipynb")
    about = {
        "notebook": "01_line",
        "student": "ada",
        "assignment": "01",
        "score": 1,
        "max_score": 1,
        "late_penalty": 0,
    }
    exporter = FeedbackExporter(parent=converter, config=converter.config)
    html, _ = exporter.from_filename(str(source / "01_line.ipynb"), {"nbgrader": about})
    assert "GOTCHA" not in html
    left = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    assert left == ["02_other.html", "timestamp.txt"]
    assert len([path for path in source.rglob("*") if path.is_file()]) == len(names) + 1
