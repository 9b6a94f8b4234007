"""The process that renders: limits, restarts, and what is left when it fails."""

from __future__ import annotations

import os
import signal
import threading

import pytest

from lessonlib.grading.book.renderer import NotRendered, Renderer, Sheet


@pytest.fixture(scope="module")
def renderer():
    renderer = Renderer()
    yield renderer
    renderer.close()


@pytest.mark.parametrize(
    ("kind", "text", "html"),
    [
        ("html", "<b onclick=x()>a", "<b>a</b>"),
        ("markdown", "*a*", "<p><em>a</em></p>\n"),
        ("latex", "$a$", "<math><mi>a</mi></math>"),
        ("code", "1", '<span class="mi">1</span>\n'),
        ("terminal", "\x1b[31ma", '<span class="ansi-red-fg">a</span>'),
        ("terminal", "\ud800 \u00e9 \U0001f600", "\ud800 \u00e9 \U0001f600"),
    ],
)
def test_each_kind_is_rendered(renderer, kind, text, html):
    assert renderer.render(kind, text) == html
    assert "<img" in renderer.render("svg", "<svg/>")
    picture = {"a.png": {"image/png": "AAAA"}}
    assert "data:image/png" in renderer.render("markdown", "![](attachment:a.png)", attachments=picture)


@pytest.mark.parametrize(
    ("kind", "text"),
    [("latex", "no formula"), ("svg", "<p>"), ("html", "<div>" * 500), ("code", "x" * 100_000)],
)
def test_what_cannot_be_rendered_is_said(renderer, kind, text):
    with pytest.raises(NotRendered, match=r"ValueError: .+"):
        renderer.render(kind, text)
    assert renderer.render("code", "1")


# Each takes minutes, or the whole process: nothing in Python can stop a parser written in another language.
SLOW = {
    "html": "<div>" * 200_000,
    "markdown": "<ul><li>" * 100_000,
    "latex": "$" + "{" * 9_000 + "$",
}


@pytest.mark.parametrize("kind", SLOW)
def test_what_takes_too_long_is_stopped_and_the_next_text_is_rendered(renderer, kind):
    with pytest.raises(NotRendered, match=r"more than 0\.5 s|renderer ended|ValueError|RecursionError"):
        renderer.render(kind, SLOW[kind], 0.5)
    assert renderer.render("code", "1")


@pytest.mark.nightly
def test_memory_is_limited(renderer):
    with pytest.raises(NotRendered):
        renderer.render("html", "<p>a</p>" * 20_000_000, 60)
    assert renderer.render("code", "1")


def test_a_process_that_was_killed_is_replaced(renderer):
    renderer.render("code", "1")
    os.kill(renderer._process.pid, signal.SIGKILL)
    with pytest.raises(NotRendered, match="the renderer ended"):
        renderer.render("code", "1")
    assert renderer.render("code", "1")


def test_it_is_used_from_several_threads(renderer):
    found = {}
    threads = [
        threading.Thread(target=lambda n=n: found.update({n: renderer.render("terminal", str(n) * 1000)}))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {n: str(n) * 1000 for n in range(8)}


def test_nothing_of_it_is_left_when_it_is_closed():
    renderer = Renderer()
    renderer.render("code", "1")
    process = renderer._process
    renderer.close()
    assert process.returncode is not None
    assert process.stdin.closed
    renderer.close()


def test_a_page_has_a_time_of_its_own(renderer):
    sheet = Sheet(renderer, seconds=0.3)
    with pytest.raises(NotRendered, match=r"more than 0\.3 s"):
        sheet.render("html", SLOW["html"])
    with pytest.raises(NotRendered, match="taken all its time"):
        sheet.render("code", "1")
    assert Sheet(renderer).render("code", "1")
