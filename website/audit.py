"""What makes a page unfit to be published: links that lead nowhere, pictures without a text, files from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LOADED = {"script": "src", "img": "src", "iframe": "src", "source": "src", "link": "href"}


class _Page(HTMLParser):
    """What a page holds of links, ids and pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loaded: list[str] = []
        self.wordless: list[str] = []
        self._in_svg = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        self.ids.update(given[name] for name in ("id", "name") if given.get(name))
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
        if given.get(_LOADED.get(tag, "")) and given.get("rel") not in (
            "next",
            "prev",
            "index",
            "search",
            "canonical",
        ):
            self.loaded.append(given[_LOADED[tag]])
        if tag == "img" and "alt" not in given:
            self.wordless.append(given.get("src", "img")[:60])
        if tag == "svg":
            hidden = given.get("aria-hidden") == "true"
            if not (hidden or self._in_svg or given.get("aria-label", "").strip()):
                self.wordless.append(f"svg {given.get('class', '')}".strip())
            self._in_svg += 1

    def handle_endtag(self, tag: str) -> None:
        self._in_svg -= tag == "svg"


def audit(site: Path) -> list[str]:
    """A sentence for each fault of the pages in the folder `site`, with the page that has it."""
    read = cache(lambda path: _Page(path.read_text("utf-8")))
    pages = sorted(path for path in site.rglob("*.html") if "_static" not in path.relative_to(site).parts)
    return [
        f"{path.relative_to(site).as_posix()}: {fault}"
        for path in pages
        for fault in _faults(path, site, read)
    ]


def _faults(path: Path, site: Path, read: Callable[[Path], _Page]) -> Iterator[str]:
    page = read(path)
    for link in dict.fromkeys(page.links):
        parts = urlsplit(link)
        if parts.scheme or parts.netloc:
            continue
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_relative_to(site.resolve()) or not target.is_file():
            yield f"the link {link!r} leads to no file"
        elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in read(target).ids:
            yield f"the link {link!r} leads to no place of its page"
    for source in page.loaded:
        parts = urlsplit(source)
        if parts.scheme != "data" and (parts.scheme or parts.netloc):
            yield f"{source!r} is loaded from elsewhere"
        elif not parts.scheme and not (path.parent / unquote(parts.path)).is_file():
            yield f"{source!r} is not there"
    for picture in page.wordless:
        yield f"the picture {picture!r} has no text"
