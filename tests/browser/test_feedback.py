"""Feedback pages and reports in a real browser: what is to be seen is seen, and nothing runs or is loaded."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from traitlets.config import Config

from lessonlib.grading.book.pages import FeedbackExporter
from lessonlib.viz import learning_curves

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def made():
    """Makes the feedback page of a notebook with these cells."""
    exporter = FeedbackExporter(config=Config({"Exporter": {"default_preprocessors": []}}))
    about = {
        "notebook": "01_line",
        "student": "ada",
        "assignment": "01",
        "score": 1,
        "max_score": 2,
        "late_penalty": 0,
    }

    def make(*cells, metadata=None):
        notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata or {}, "cells": list(cells)}
        return exporter.from_notebook_node(nbformat.from_dict(notebook), {"nbgrader": dict(about)})[0]

    return make


class Seen:
    """A page that was opened from a file, what it asked for, and what it said."""

    def __init__(self, browser, path, html, **options):
        path.write_text(html, encoding="utf-8")
        self.page = browser.new_context(**options).new_page()
        self.asked, self.said, self.opened = [], [], []
        self.page.expose_function("GOTCHA", lambda: self.said.append("GOTCHA"))
        self.page.on("request", lambda request: self.asked.append(request))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("dialog", lambda dialog: self.said.append(dialog.message))
        self.page.on("popup", lambda popup: self.opened.append(popup.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_timeout(300)

    @property
    def loaded(self):
        """What came from elsewhere than the page's own file. What the policy stops is asked for and fails at once."""
        let_through = [one.url for one in self.asked[1:] if one.failure != "csp"]
        return [url for url in let_through if not url.startswith(("data:", "about:"))]

    def style(self, selector, name):
        return self.page.locator(selector).first.evaluate(f"node => getComputedStyle(node)['{name}']")


@pytest.fixture
def see(browser, tmp_path):
    return lambda html, **options: Seen(browser, tmp_path / "page.html", html, **options)


def test_formulas_pictures_and_colours_are_seen_without_a_network(made, see):
    picture = learning_curves({"training": [1.0, 0.5]})
    html = made(
        new_markdown_cell("# Title\n\n$$\\frac{a}{b}$$\n\n| a |\n|--:|\n| 1 |"),
        new_code_cell(
            "def f(): pass",
            outputs=[
                new_output("display_data", data=picture._repr_mimebundle_()),
                new_output("display_data", data={"image/png": PNG}, metadata={"width": 70}),
                new_output("error", ename="E", evalue="v", traceback=["\x1b[31mE\x1b[0m: v"]),
            ],
        ),
    )
    seen = see(html, offline=True)
    assert seen.loaded == seen.said == []
    pictures = seen.page.locator("img")
    assert pictures.count() == 2
    for index in range(2):
        assert pictures.nth(index).evaluate("node => node.complete && node.naturalWidth > 0")
    assert pictures.nth(0).bounding_box()["width"] > 200
    assert round(pictures.nth(1).bounding_box()["width"]) == 70
    assert pictures.nth(0).get_attribute("alt") == picture.alt
    numerator, denominator = (seen.page.locator(f"mfrac > :nth-child({n})").bounding_box() for n in (1, 2))
    assert numerator["y"] < denominator["y"]
    assert seen.style(".ansi-red-fg", "color") != seen.style(".output pre", "color")
    assert seen.style(".k", "color") != seen.style("pre.source", "color")
    assert seen.style("td[align=right]", "textAlign").endswith("right")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_follows_the_readers_colours(made, see, scheme):
    seen = see(made(new_markdown_cell("a")), color_scheme=scheme)
    paper = seen.style("body", "backgroundColor")
    assert (paper == "rgb(255, 255, 255)") == (scheme == "light")


def test_nothing_of_a_hostile_submission_runs_or_is_loaded(made, see, hostile):
    seen = see(made(*hostile.cells(), metadata=hostile.METADATA))
    for index in range(seen.page.locator("main a").count()):
        seen.page.locator("main a").nth(index).click(modifiers=["Alt"], no_wait_after=True, timeout=5_000)
    for index in range(min(seen.page.locator("main img[src]").count(), 30)):
        seen.page.locator("main img[src]").nth(index).hover(force=True)
    assert seen.said == seen.opened == seen.loaded == []
    assert seen.page.locator("h1").first.is_visible()


# Each is in the page as it is: the policy alone keeps it.
SMUGGLED = [
    "<script>GOTCHA()</script>",
    "<script src='data:text/javascript,GOTCHA()'></script>",
    "<img src=x: onerror=GOTCHA()>",
    "<img src='https://evil.example/seen.png'>",
    "<svg><image href='https://evil.example/seen.png'/></svg>",
    "<svg onload=GOTCHA()></svg>",
    "<iframe srcdoc='<script>parent.GOTCHA()</script>'></iframe>",
    "<iframe src='https://evil.example'></iframe>",
    "<object data='https://evil.example'></object>",
    "<video src='https://evil.example/a.mp4'></video>",
    "<link rel=stylesheet href='https://evil.example/a.css'>",
    "<link rel=prefetch href='https://evil.example/a.html'>",
    "<style>.score { display: none; background: url(https://evil.example/a.png) }</style>",
    "<style>@import 'https://evil.example/a.css';</style>",
    "<p style='position: fixed; inset: 0; background: url(https://evil.example/a.png)'>Score: 10 / 10</p>",
    "<base href='https://evil.example/'><img src='a.png'>",
]


@pytest.mark.parametrize("smuggled", SMUGGLED)
def test_the_policy_holds_where_everything_else_failed(made, see, smuggled):
    html = made(new_markdown_cell("here"))
    assert "<p>here</p>" in html
    seen = see(html.replace("<p>here</p>", f"<p>here</p>{smuggled}"))
    assert "GOTCHA" not in seen.said
    assert seen.loaded == []
    assert seen.page.locator(".score").is_visible()
    assert "fixed" not in [seen.style("main p >> nth=-1", "position")]


def test_a_picture_runs_nothing(made, see):
    svg = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><circle r='9'/>{}</svg>"
    hidden = "<set attributeName='href' to='javascript:GOTCHA()'/><style>@import 'https://evil.example/a.css';</style>"
    html = made(
        new_code_cell("x", outputs=[new_output("display_data", data={"image/svg+xml": svg.format(hidden)})])
    )
    seen = see(html)
    assert seen.page.locator("img").evaluate("node => node.naturalWidth") == 9
    assert seen.said == seen.loaded == []


def test_what_stands_over_its_place_is_cut_at_its_cell(made, see):
    html = made(
        new_markdown_cell("here\n\n$$\\raisebox{900px}{\\text{Score: 2 / 2}}\\hspace{-900em}\\text{Score}$$")
    )
    seen = see(html)
    cell = seen.page.locator("section.cell")
    assert "paint" in seen.style("section.cell", "contain") or "content" in seen.style(
        "section.cell", "contain"
    )
    point = seen.page.locator(".score").bounding_box()
    top = seen.page.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).className",
        [point["x"] + 10, point["y"] + point["height"] / 2],
    )
    assert top == "score"
    assert cell.bounding_box()["y"] > point["y"]
