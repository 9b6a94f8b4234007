"""HTML that a submission wrote, without anything that runs, loads, sends or hides: text, tables, links, pictures.

No class, style or id is kept, for those of a page's own theme could cover a score. Drawings (SVG) become pictures,
in which nothing runs and from which nothing is loaded.
"""

from __future__ import annotations

import base64
import re
from html import escape
from xml.etree import ElementTree as ET

import nh3

_TAGS = (
    "a abbr b blockquote br caption code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s samp "
    "small span strong sub sup table tbody td tfoot th thead tr u ul var"
)
_DROPPED = {
    "script",
    "style",
    "title",
    "template",
    "textarea",
    "noscript",
    "iframe",
    "object",
}  # with their content
_NUMBER = re.compile(r"\d{1,4}")
_ATTRIBUTES = {
    "a": {
        "href": re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE),
        "title": re.compile(r"[^\n]{1,200}"),
    },
    "img": {
        "src": re.compile(r"data:image/(?:png|jpeg|gif|svg\+xml);base64,[A-Za-z0-9+/=\s]*"),
        "alt": re.compile(r".{0,2000}", re.DOTALL),
        "width": _NUMBER,
        "height": _NUMBER,
    },
    "td": {"colspan": _NUMBER, "rowspan": _NUMBER, "align": re.compile("left|right|center")},
    "th": {"colspan": _NUMBER, "rowspan": _NUMBER, "align": re.compile("left|right|center")},
    "ol": {"start": _NUMBER},
}
_MOST_DEPTH = 100  # elements within one another; browsers and this sanitizer are slow from some thousand on
_MOST_GROWTH = 8  # times; elements that are not closed are opened again in each paragraph
_TAG = re.compile(r"<(/?)([a-z0-9]+)")
_WITHOUT_END = frozenset({"br", "hr", "img"})
_SVG_TAG = re.compile(r"<(/?)svg\b", re.IGNORECASE)

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ET.register_namespace("", _SVG)
ET.register_namespace("xlink", _XLINK)
_RUNS = frozenset({"script", "foreignObject", "handler", "listener"})


def clean_html(html: str) -> str:
    """`html` without what is not harmless. Raises ValueError where that is nested too deep or grows too much."""
    pictures = _with_pictures(html)
    cleaned = nh3.clean(
        pictures,
        tags=set(_TAGS.split()),
        clean_content_tags=_DROPPED,
        attributes={tag: set(names) for tag, names in _ATTRIBUTES.items()},
        attribute_filter=_harmless,
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer nofollow",
    )
    if len(cleaned) > _MOST_GROWTH * len(pictures) + 1_000:
        raise ValueError(f"HTML that grows from {len(pictures):,} to {len(cleaned):,} characters")
    if (depth := _depth(cleaned)) > _MOST_DEPTH:
        raise ValueError(f"HTML that is nested {depth:,} deep")
    return cleaned


def picture_of_svg(svg: str) -> str:
    """An SVG drawing as an <img>, with its label as alternative text.

    Raises ValueError when it is not a drawing and nothing else.
    """
    tags = list(_SVG_TAG.finditer(svg))  # a file's declarations stand before the first
    try:
        root = ET.fromstring(svg[tags[0].start() :] if tags else svg)
        _check_it_only_draws(root)
        if root.tag == "svg":  # within HTML it needs no namespace
            root.set("xmlns", _SVG)
        drawn = ET.tostring(root, encoding="unicode")
    except (ET.ParseError, RecursionError) as error:
        raise ValueError(f"SVG that cannot be read: {type(error).__name__}") from None
    data = base64.b64encode(drawn.encode()).decode()
    alt = escape(root.get("aria-label", "A drawing")[:2000])
    return f'<img src="data:image/svg+xml;base64,{data}" alt="{alt}">'


def _harmless(tag: str, name: str, value: str) -> str | None:
    if (tag, name) == ("a", "rel"):  # the sanitizer's own
        return value
    form = _ATTRIBUTES.get(tag, {}).get(name)
    return value if form and form.fullmatch(value) else None


def _depth(html: str) -> int:
    """How deep the elements are nested; `html` closes each that has an end."""
    depth = most = 0
    for tag in _TAG.finditer(html):
        if tag[2] not in _WITHOUT_END:
            depth += -1 if tag[1] else 1
            most = max(most, depth)
    return most


def _with_pictures(html: str) -> str:
    """`html` with its inline SVG drawings as pictures; what is no drawing goes."""
    parts, done, depth, start = [], 0, 0, 0
    for tag in _SVG_TAG.finditer(html):
        if not tag[1]:
            start = start if depth else tag.start()
            depth += 1
        elif depth:
            depth -= 1
            end = html.find(">", tag.end()) + 1 or len(html)
            if not depth:
                parts += [html[done:start], _picture_or_nothing(html[start:end])]
                done = end
    return "".join([*parts, html[done:]])


def _picture_or_nothing(svg: str) -> str:
    try:
        return picture_of_svg(svg)
    except ValueError:
        return ""


def _check_it_only_draws(root: ET.Element) -> None:
    if root.tag.rpartition("}")[2] != "svg":
        raise ValueError("it is not SVG")
    for node in root.iter():
        name = str(node.tag).rpartition("}")[2]
        if name in _RUNS:
            raise ValueError(f"a drawing with <{name}>")
        for key, value in node.attrib.items():
            attribute = key.rpartition("}")[2].lower()
            if attribute.startswith("on"):
                raise ValueError(f"a drawing with {attribute}")
            if attribute == "href" and not value.startswith(("#", "data:image/")):
                raise ValueError("a drawing with a link")
