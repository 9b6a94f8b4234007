"""nbgrader's formgrader page, made of notebooks that nothing has cleaned."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import nbgrader.server_extensions.formgrader as formgrader
import pytest
from nbconvert.exporters import HTMLExporter
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets.config import Config

from lessonlib.grading.book.formgrader import formgrader_filters

TEMPLATES = Path(formgrader.__file__).parent / "templates"
PNG = "iVBORw0KGgo="


@pytest.fixture(scope="module")
def page():
    """Makes the page of a notebook with these cells, as the formgrader does with nbgrader_config.py."""
    config = Config()
    config.HTMLExporter.sanitize_html = True
    config.HTMLExporter.filters = formgrader_filters()
    config.HTMLExporter.template_name = "formgrade"
    config.HTMLExporter.extra_template_basedirs = [str(TEMPLATES)]
    config.Exporter.default_preprocessors = []
    exporter = HTMLExporter(config=config)

    def make(*cells, **metadata):
        notebook = nbformat.from_dict(
            {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
        )
        about = {"index": 0, "total": 1, "base_url": "", "submission_id": "1", "notebook_id": "01_line"}
        about |= {
            "assignment_id": "01_line",
            "student": "ada",
            "first_name": "",
            "last_name": "",
            "notebook_path": "x",
        }
        return exporter.from_notebook_node(notebook, about)[0]

    return make


class Elements(HTMLParser):
    """The elements of the part of the page that shows the notebook."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html.partition('id="notebook-container"')[2])
        self.close()

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))


def test_a_notebook_is_shown(page):
    marks = {"grade_id": "error", "grade": False, "solution": True}
    html = page(
        new_markdown_cell("# Title\n\n*a*, $x$"),
        new_code_cell(
            "def f(): pass",
            metadata={"nbgrader": marks},
            outputs=[
                new_output("stream", text="\x1b[31mred"),
                new_output("display_data", data={"image/png": PNG}, metadata={"image/png": {"width": 3}}),
                new_output("display_data", data={"text/html": "<table><tr><td>1</td></tr></table>"}),
                new_output("display_data", data={"text/markdown": "*slanted*"}),
                new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: v"]),
            ],
        ),
    )
    for part in (
        "<h1>Title</h1>",
        "<em>a</em>",
        "<math><mi>x</mi></math>",
        '<span class="k">def</span>',
        "<td>1</td>",
    ):
        assert part in html
    for part in ("<em>slanted</em>", '<span class="ansi-red-fg">red</span>', 'id="error-comment"'):
        assert part in html
    assert re.search(rf'src="data:image/png;base64,{PNG}" width="3"', html)


@pytest.mark.filterwarnings("ignore:Your element with mimetype")  # nbconvert has no block for it
def test_nothing_of_a_submission_runs_or_loads(page, hostile):
    for cell in _one_by_one(hostile.cells()):
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader.grade_id = "g"  # the release's
        if _stops_nbconvert(cell):
            continue
        for tag, attributes in Elements(page(cell)).found:
            source = attributes.get("src") or "data:image/"
            assert tag not in ("script", "object", "embed", "form", "base", "link", "svg", "video")
            assert not [name for name in attributes if name.startswith("on")]
            if tag == "iframe":  # nbconvert's for "isolated" HTML; what is in it is clean, too
                source, _, packed = source.partition("text/html;base64,")
                assert not re.search(b"onerror|<script|evil", base64.b64decode(packed))
            assert source.startswith("data:image/" if tag == "img" else "data:"), attributes
            assert "javascript:" not in attributes.get("href", "")


def _one_by_one(cells):
    """The cells, with one output each."""
    for cell in cells:
        for output in cell.get("outputs", []):
            yield nbformat.from_dict({**cell, "outputs": [output], "execution_count": 1})
        if cell.cell_type != "code":
            yield cell


def _stops_nbconvert(cell):
    """Whether it ends with an error, whatever the filters: the step that cleans notebooks makes such cells anew."""
    data = [output.get("data", {}) for output in cell.get("outputs", [])]
    widgets = any("application/vnd.jupyter.widget-view+json" in bundle for bundle in data)
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    return widgets or nbformat.validator.isvalid(nbformat.from_dict(notebook)) is False


@pytest.mark.parametrize("source", ["<div>" * 3_000, "$" + "{" * 9_000 + "$"])
def test_what_cannot_be_rendered_is_plain_text(page, source):
    html = page(new_markdown_cell(source + "kept"), new_markdown_cell("*after*"))
    assert "kept" in html
    assert "<em>after</em>" in html
