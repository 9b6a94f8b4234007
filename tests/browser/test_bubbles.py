"""What the boxes of a graph tell: under the pointer, under Tab, until Escape; in light and in dark."""

import pytest

from lessonlib import tf1 as tf
from lessonlib.viz import computation_graph

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

SEEN = """() => [...document.querySelectorAll('.ll-bubble')]
    .filter(one => getComputedStyle(one).visibility == 'visible').map(one => one.textContent)"""
X, SQUARE = "x = Placeholder() -> float32 (?, 3)", "square = Square(x:0) -> float32 (?, 3)"


@pytest.fixture(params=["light", "dark"])
def page(open_page, request, tmp_path):
    tf.reset_default_graph()
    x = tf.placeholder(tf.float32, [None, 3], name="x")
    picture = computation_graph(tf.get_default_graph(), tf.square(x, name="square"))
    dark = "<style>:root {color-scheme: light dark; --jp-content-font-color1: CanvasText; --jp-layout-color0: Canvas}"
    path = tmp_path / "graph.html"
    html = f"<title>A graph</title><main>{dark}</style>{picture.html}<button>after</button></main>"
    path.write_text(f"<!doctype html><html lang=en>{html}</html>", "utf-8")
    return open_page(path, 800, request.param)


def without_breaks(texts):
    return [text.replace(" ", "") for text in texts]


def seen(page):
    return without_breaks(page.evaluate(SEEN))


def test_tab_goes_from_box_to_box_and_each_tells_what_it_is(page):
    assert seen(page) == []
    page.keyboard.press("Tab")
    assert seen(page) == without_breaks([X])
    page.keyboard.press("Tab")
    assert seen(page) == without_breaks([SQUARE])
    page.keyboard.press("Tab")
    assert seen(page) == []
    assert page.evaluate("document.activeElement.textContent") == "after"


def test_escape_hides_it_and_the_next_box_tells_again(page):
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert seen(page) == []
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == X
    page.keyboard.press("Tab")
    assert seen(page) == without_breaks([SQUARE])


def test_the_pointer_sees_the_same_and_escape_hides_that_too(page):
    page.locator(".ll-spot").first.hover()
    assert seen(page) == without_breaks([X])
    page.keyboard.press("Escape")
    assert seen(page) == []
    page.locator(".ll-spot").last.hover(force=True)
    assert seen(page) == without_breaks([SQUARE])
    page.get_by_role("button").hover()
    assert seen(page) == []


def test_the_pointer_can_rest_on_the_bubble(page):
    page.locator(".ll-spot").first.hover()
    box = page.locator(".ll-bubble").first.bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + box["height"] - 3, steps=8)
    assert seen(page) == without_breaks([X])


def test_a_screen_reader_meets_named_parts_in_a_named_group(page, serious):
    page.keyboard.press("Tab")
    assert serious(page) == []
    group = page.get_by_role("group", name="Graph of 2 operations")
    assert [one.get_attribute("aria-label") for one in group.get_by_role("img").all()] == [X, SQUARE]


def test_the_text_of_a_bubble_stands_out_from_it(page):
    page.keyboard.press("Tab")
    ink, paper = (
        page.locator(f".ll-bubble {tag}").first.evaluate("one => getComputedStyle(one).fill")
        for tag in ("text", "rect")
    )
    assert {"rgb(0, 0, 0)", "rgb(255, 255, 255)"} & {ink, paper}
    assert ink != paper
