"""Pictures in motion, in a real browser: they move, they rest, and they keep still for who asks for it."""

import pytest

from lessonlib import viz

pytestmark = [pytest.mark.browser, pytest.mark.nightly]

IMAGE = [[1, 3, 2, 0], [4, 2, 1, 1], [0, 0, 5, 6], [1, 2, 7, 8]]

SEEN = """seconds => {
    for (const a of document.getAnimations()) a.currentTime = 1000 * seconds;
    return [...document.querySelectorAll('svg g')]
        .filter(g => getComputedStyle(g).visibility == 'visible').map(g => g.textContent);
}"""


def seen(page, seconds):
    """The texts of the groups that are seen so long after the start."""
    return page.evaluate(SEEN, seconds)


@pytest.fixture
def page(browser, request, tmp_path):
    page = browser.new_page(reduced_motion=request.param)
    page.goto(viz.max_pooling(IMAGE, seconds=2).save(tmp_path / "pooling.html").as_uri())
    yield page
    page.close()


@pytest.mark.parametrize("page", ["no-preference"], indirect=True)
def test_results_appear_one_after_the_other_and_rest_under_tab_and_pointer(page):
    assert seen(page, 0.5) == ["4", "max(1, 3, 4, 2) = 4"]
    assert seen(page, 2.5) == ["4", "2", "max(2, 0, 1, 1) = 2"]
    assert seen(page, 11.5) == ["4", "2", "2", "8", "max(5, 6, 7, 8) = 8"]
    assert seen(page, 12.5) == seen(page, 0.5)
    states = "() => [...new Set(document.getAnimations().map(a => a.playState))]"
    assert page.evaluate(states) == ["running"]
    page.keyboard.press("Tab")
    assert page.evaluate(states) == ["paused"]
    page.keyboard.press("Tab")
    page.locator("svg").hover()
    assert page.evaluate(states) == ["paused"]


@pytest.mark.parametrize("page", ["reduce"], indirect=True)
def test_who_asks_for_less_motion_sees_the_result(page):
    assert page.evaluate("() => document.getAnimations().length") == 0
    assert seen(page, 0) == ["4", "2", "2", "8", "max(5, 6, 7, 8) = 8"]
