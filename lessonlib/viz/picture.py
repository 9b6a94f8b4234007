"""A picture that shows itself in a notebook, and can be read aloud."""

from __future__ import annotations

import io
import re
import warnings
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from matplotlib.figure import Figure

from lessonlib.viz.theme import FONT, PAGE_COLOURS, PLAIN, VARIABLES
from lessonlib.viz.titles import fit_titles
from lessonlib.whole_file import write_whole

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)

_PIXELS_PER_POINT = 4 / 3
_NOT_TRUSTED = (
    "A picture is not drawn here, because this notebook ran elsewhere. The command Trust Notebook draws it. "
    "It shows:"
)
_LONG_FRACTION = re.compile(r"(\.\d\d)\d+")  # a hundredth of a point is finer than any screen


@dataclass(frozen=True)
class Picture:
    """An SVG drawing and its alternative text, `alt`: what the picture shows, in words.

    In a notebook it displays itself as inline SVG, in the colours of the page around it.
    """

    svg: str
    alt: str

    @property
    def html(self) -> str:
        """The drawing as a part of a web page.

        In a notebook that ran elsewhere, JupyterLab leaves out the tags that it does not know, and keeps the text in
        them. It does not know those of SVG: what would be left of a drawing is a heap of letters, so they get the
        figure's size, which is 0. Nor does it know <template>, whose content no browser shows: then the words in it
        stand in place of the drawing.
        """
        told = f"{_NOT_TRUSTED} {escape(self.alt)}"
        style = "margin: 0; overflow-x: auto; font-size: 0"
        instead = f'<template><p style="font-size: 14px">{told}</p></template>'
        return f'<figure class="lessonlib-picture" style="{style}">{self.svg}{instead}</figure>'

    def save(self, path: str | Path) -> Path:
        """Write the drawing to an `.svg` file (on white) or an `.html` page. Returns the path.

        Raises ValueError for any other suffix.
        """
        path = Path(path)
        if path.suffix not in (".svg", ".html"):
            raise ValueError(f"cannot save a picture as {path.name!r}: end the name in .svg or .html")
        text = self._on_paper() if path.suffix == ".svg" else self._page()
        write_whole(path, text.encode())
        return path

    def _on_paper(self) -> str:
        # Outside a browser few programs know CSS variables.
        text = re.sub(r"(--ll-\w+): [^;]+; ", "", self.svg)
        text = re.sub(r"var\((--ll-\w+)\)", lambda match: PLAIN[match[1]], text).replace(FONT, "sans-serif")
        return text.replace('style="', 'style="background: #ffffff; ', 1)

    def _page(self) -> str:
        head = '<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Picture</title>'
        return f"{head}\n{self.html}\n</html>\n"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return {"text/html": self.html, "text/plain": self.alt}


def from_figure(figure: Figure, alt: str) -> Picture:
    """The Matplotlib figure as a picture. Call it under `themed()`, so that equal figures give equal text."""
    buffer = io.BytesIO()
    with warnings.catch_warnings():
        # The reader's own font draws the text; Matplotlib's only measures it and may lack, say, Hangul.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        fit_titles(figure)
        figure.savefig(buffer, format="svg", metadata={"Date": None})
    root = ET.fromstring(buffer.getvalue())
    _drop(root, "metadata", "style")
    _, _, width, height = (float(number) for number in root.attrib["viewBox"].split())
    return from_svg(root, alt, width * _PIXELS_PER_POINT, height * _PIXELS_PER_POINT)


def from_svg(root: ET.Element, alt: str, width: float, height: float, role: str = "img") -> Picture:
    """An SVG element as a picture of this size in pixels, smaller where the page is narrower.

    role: "group" if it has parts that Tab reaches: those of an "img" do not exist for a screen reader.
    """
    used = set(re.findall(r"#([\w.-]+)", " ".join(v for node in root.iter() for v in node.attrib.values())))
    for node in root.iter():
        _tidy(node, used)
    styles = " ".join(node.get("style", "") for node in root.iter())
    variables = "".join(
        f"{name}: {value}; "
        for name, value in PAGE_COLOURS.items()
        if name in styles or not name.startswith("--ll-letters")  # few pictures have coloured letters
    )
    root.attrib.update(
        {
            "width": f"{width:g}",
            "height": f"{height:g}",
            # Narrow pages shrink it, but only as long as it can be read: beyond that the page scrolls.
            "style": f"{variables}max-width: 100%; min-width: {0.7 * width:.0f}px; height: auto; "
            "stroke-linejoin: round",
            "role": role,
            "aria-label": alt,
        }
    )
    return Picture(ET.tostring(root, encoding="unicode"), alt)


def _drop(root: ET.Element, *tags: str) -> None:
    # Matplotlib's <style> inside inline SVG would style the whole page.
    for parent in list(root.iter()):
        for tag in tags:
            for child in parent.findall(f"{{{SVG}}}{tag}"):
                parent.remove(child)


def _tidy(node: ET.Element, used_ids: set[str]) -> None:
    # Many pictures share one page, so an id that nothing refers to can only cause a clash.
    if node.get("id", "") not in used_ids:
        node.attrib.pop("id", None)
    for key, value in node.attrib.items():
        node.set(key, _LONG_FRACTION.sub(r"\1", " ".join(value.split())))
    if "style" in node.attrib:
        node.set("style", _follow_page(node.attrib["style"]))
    node.text = (node.text or "").strip() or None
    node.tail = (node.tail or "").strip() or None


def _follow_page(style: str) -> str:
    for drawn, variable in VARIABLES.items():
        style = style.replace(drawn, f"var({variable})")
    return re.sub(r"font-family: [^;]+", f"font-family: {FONT}", style)
