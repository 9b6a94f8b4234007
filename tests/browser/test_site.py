"""The web site from its folder, without a network: it can be read, searched, and played with, by everybody."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from lessonlib.models.activations import ACTIVATIONS
from lessonlib.viz import convolution_steps
from lessonlib.viz.functions import value_and_slope
from lessonlib.viz.widgets.convolution_explorer import KERNELS, SQUARE

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

ROOT = Path(__file__).parents[2]
CHAPTERS = ("04a", "12b", "14a")
PAGES = (
    "index.html",
    "search.html",
    "lessons/04_classification.html",
    "course/04a_classification.html",
    "course/12b_mnist_mlp.html",
    "course/14a_cnn.html",
    "exercises/01_tensors/01_tensors.html",
    "docs/learning.html",
    "docs/names.html",
    "explorers/activation.html",
    "explorers/softmax.html",
    "explorers/convolution.html",
)

INK = "node => getComputedStyle(node)[node.tagName == 'text' ? 'fill' : 'color']"
BEYOND_THE_PAPER = """() => [...document.querySelectorAll('article .lessonlib-picture svg, article pre')]
    .filter(one => one.getBoundingClientRect().right > innerWidth + 1).length"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, browser):
    """The folder of the site, with three chapters that have run."""
    if not os.environ.get("CI"):
        pytest.importorskip("myst_nb", reason="Sphinx is not installed: pip install -e '.[site]'")
    folder = tmp_path_factory.mktemp("site")
    surroundings = os.environ | {"LESSONLIB_REPOSITORY": "https://github.com/ada/course"}
    surroundings.pop("LESSONLIB_DATA", None)
    command = [sys.executable, "-m", "website", "--output", folder / "out", "--kept", folder / "kept"]
    # It refuses broken links and pictures without a text.
    subprocess.run([*command, "--only", *CHAPTERS], cwd=ROOT, env=surroundings, check=True)
    return folder / "out"


VIEWS = [(width, scheme) for width in (390, 820, 1366) for scheme in ("light", "dark")]
LONG = "docs/names.html"  # half a minute for each look of axe-core


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [(name, *view) for name in PAGES for view in (VIEWS if name != LONG else [VIEWS[0], VIEWS[-1]])],
)
def test_a_page_for_everybody(open_page, serious, site, name, width, scheme):
    page = open_page(site / name, width, scheme)
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("main").count() == 1


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_nothing_from_elsewhere_and_says_no_error(browser, site, name):
    asked, errors = [], []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / name).as_uri())
    page.wait_for_timeout(300)
    page.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    assert errors == []


@pytest.mark.parametrize("name", [page for page in PAGES if page.startswith("course/")])
def test_a_chapter_shows_its_results_and_no_empty_widget(open_page, site, name):
    page = open_page(site / name, 1366, "light")
    assert page.locator("figure.lessonlib-picture svg[aria-label]").count() >= 3
    assert page.get_by_text("companion.load").count() == 0
    assert page.get_by_text("widget-view").count() == 0
    assert page.locator("math").count() or "mnist" in name


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_picture_has_the_colours_of_its_page(open_page, site, scheme):
    page = open_page(site / "course" / "04a_classification.html", 1366, scheme)
    ink = page.locator("figure.lessonlib-picture text").first.evaluate("node => getComputedStyle(node).fill")
    assert ink == page.locator("article p").first.evaluate("node => getComputedStyle(node).color")


def test_search_finds_a_chapter_in_the_folder(browser, site):
    page = browser.new_page()
    page.goto(f"{(site / 'search.html').as_uri()}?q=cross-entropy")
    link = page.locator("#search-results a", has_text="4a. Classification").first
    link.wait_for()
    link.click()
    page.get_by_role("heading", name="4a. Classification").wait_for()
    page.close()


def test_pages_follow_each_other_and_lead_to_colab_binder_and_the_notebook(open_page, site):
    page = open_page(site / "course" / "04a_classification.html", 1366, "light")
    assert page.locator("a[href*='colab.research.google.com']").count() == 1
    assert page.locator("a[href*='mybinder.org']").count() == 1
    notebook = page.locator("a[download]").get_attribute("href")
    assert (site / "course" / notebook).resolve().read_text("utf-8").startswith("{")
    page.locator("a.right-next").click()
    assert page.locator("h1").inner_text().startswith("4b.")
    page.locator("a.right-next").click()
    assert page.locator("h1").inner_text().startswith("Exercise 4")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_print_shows_the_text_alone_dark_on_white(open_page, site, scheme):
    page = open_page(site / "course" / "14a_cnn.html", 794, scheme)  # A4 at 96 dots an inch
    page.emulate_media(media="print")
    for selector in (
        "article p",
        "article h2",
        "article pre span",
        "article pre",
        "article p a",
        "figure text",
    ):
        colour = page.locator(selector).first.evaluate(INK)
        assert sum(map(int, re.findall(r"\d+", colour)[:3])) < 3 * 150, selector
    assert page.locator("article h1").is_visible()
    for selector in (".bd-header", ".bd-sidebar-primary", ".prev-next-footer"):
        assert not page.locator(selector).first.is_visible()
    assert page.evaluate(BEYOND_THE_PAPER) == 0


def test_the_activations_are_those_of_the_library(open_page, site):
    page = open_page(site / "explorers" / "activation.html", 820, "light")
    names = page.evaluate("Object.keys(lessonlib.activations)")
    assert names == [name for name in ACTIVATIONS if name != "sigmoid"]
    z = torch.linspace(-5, 5, 41, dtype=torch.float64)
    for name in names:
        computed = page.evaluate(
            "([name, z]) => lessonlib.activations[name].map(f => z.map(f))", [name, z.tolist()]
        )
        for ours, theirs in zip(computed, value_and_slope(name, z), strict=True):
            torch.testing.assert_close(torch.tensor(ours, dtype=torch.float64), theirs)


@pytest.mark.parametrize("temperature", [0.1, 1, 100])
def test_softmax_is_that_of_torch(open_page, site, temperature):
    page = open_page(site / "explorers" / "softmax.html", 820, "light")
    logits = torch.tensor([500.0, 499.9, -3.0, 0.0], dtype=torch.float64)
    computed = page.evaluate(f"z => lessonlib.softmax(z, {temperature})", logits.tolist())
    torch.testing.assert_close(
        torch.tensor(computed, dtype=torch.float64), torch.softmax(logits / temperature, dim=0)
    )


def test_the_convolution_is_that_of_the_library(open_page, site):
    page = open_page(site / "explorers" / "convolution.html", 820, "light")
    assert page.evaluate("lessonlib.image") == SQUARE.tolist()
    assert page.evaluate("Object.keys(lessonlib.filters)") == list(KERNELS)
    for name, kernel in KERNELS.items():
        for stride in (1, 2, 3):
            for padding in (0, 1, 2):
                call = f"lessonlib.convolution(lessonlib.image, lessonlib.filters['{name}'], {stride}, {padding})"
                right = convolution_steps(SQUARE, kernel, stride=stride, padding=padding).output
                torch.testing.assert_close(
                    torch.tensor(page.evaluate(call), dtype=torch.float64), torch.as_tensor(right)
                )


def test_an_explorer_is_played_by_keyboard_and_says_what_it_shows(open_page, site):
    page = open_page(site / "explorers" / "activation.html", 820, "light")
    said = page.locator("[role=status]")
    assert said.inner_text() == "logistic at z = 1: value 0.731, derivative 0.197."
    page.get_by_label("function").select_option("relu")
    page.get_by_role("slider", name="z").focus()
    page.keyboard.press("Home")
    assert said.inner_text() == "relu at z = -5: value 0, derivative 0."
    page.keyboard.press("End")
    assert said.inner_text() == "relu at z = 5: value 5, derivative 1."

    page = open_page(site / "explorers" / "softmax.html", 820, "light")
    said = page.locator("[role=status]")
    assert said.inner_text() == "At temperature 1: class 0 70.5%, class 1 25.9% and class 2 3.51%."
    slider = page.get_by_role("slider", name="temperature")
    slider.focus()
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "0.1"
    assert said.inner_text().startswith("At temperature 0.1: class 0 100%")

    page = open_page(site / "explorers" / "convolution.html", 820, "light")
    said = page.locator("[role=status]")
    assert said.inner_text().startswith("Stop 1 of 16, rows 0 to 2, columns 0 to 2: ")
    page.get_by_role("button", name="Forward").press("Enter")
    assert said.inner_text().startswith("Stop 2 of 16")
    page.get_by_role("slider", name="stop").press("End")
    page.get_by_role("slider", name="stride").press("End")
    assert said.inner_text().startswith("Stop 4 of 4, rows 3 to 5, columns 3 to 5: ")
    page.get_by_role("button", name="Back").click()
    assert said.inner_text().startswith("Stop 3 of 4")
