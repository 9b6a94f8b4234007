"""Each fault of a page is found, and a page without one passes."""

import pytest

from website.audit import audit

FAULTS = {
    "<a href='nowhere.html'>x</a>": "index.html: the link 'nowhere.html' leads to no file",
    "<a href='#nowhere'>x</a>": "index.html: the link '#nowhere' leads to no place of its page",
    "<a href='other.html#nowhere'>x</a>": "index.html: the link 'other.html#nowhere' leads to no place of its page",
    "<a href='../secret.html'>x</a>": "index.html: the link '../secret.html' leads to no file",
    "<img src='a.png'>": "index.html: the picture 'a.png' has no text",
    "<svg class='graph'><path/></svg>": "index.html: the picture 'svg graph' has no text",
    "<svg role='img' aria-label=' '></svg>": "index.html: the picture 'svg' has no text",
    "<script src='https://e.org/a.js'></script>": "index.html: 'https://e.org/a.js' is loaded from elsewhere",
    "<link rel='stylesheet' href='//example.org/a.css'>": "index.html: '//example.org/a.css' is loaded from elsewhere",
    "<script src='b.js'></script>": "index.html: 'b.js' is not there",
}
FINE = [
    "<a href='other.html#a%20place'>x</a>",
    "<a href='https://example.org/'>x</a>",
    "<a href='mailto:ada@example.org'>x</a>",
    "<h1 id='top'>t</h1><a href='#top'>x</a><a href='#'>y</a>",
    "<img src='a.png' alt='A line.'><img src='data:image/png;base64,AA' alt=''>",
    "<svg role='img' aria-label='A line.'><svg></svg></svg><svg aria-hidden='true'></svg>",
]


@pytest.fixture
def site(tmp_path):
    """site(body) writes a small site with this body in its first page."""
    folder = tmp_path / "site"
    (folder / "_static").mkdir(parents=True)
    (folder / "_static" / "macros.html").write_text("<a href='{{ template }}'></a>", encoding="utf-8")
    (folder / "other.html").write_text("<h1 id='a place'>Other</h1>", encoding="utf-8")
    (folder / "a.png").touch()
    (tmp_path / "secret.html").touch()

    def site(body: str):
        (folder / "index.html").write_text(f"<!doctype html><title>t</title>{body}", encoding="utf-8")
        return folder

    return site


@pytest.mark.parametrize(("body", "fault"), FAULTS.items())
def test_a_fault_is_found(site, body, fault):
    assert audit(site(body)) == [fault]


@pytest.mark.parametrize("body", FINE)
def test_nothing_is_wrong(site, body):
    assert audit(site(body)) == []
