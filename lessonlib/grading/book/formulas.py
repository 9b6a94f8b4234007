"""Formulas as MathML, which browsers show without a script and without a network."""

from __future__ import annotations

import re
from html import escape, unescape
from xml.etree import ElementTree as ET

from math_core import LatexError, LatexToMathML

_MOST = 10_000  # characters of a formula
_CONVERTER = LatexToMathML(fancy_error=False)
_TAG_WORDS = (
    "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot mrow ms mspace msqrt "
    "mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
# Not among these: what moves a part to another place of the page (voffset), links and ids.
_ATTRIBUTE_WORDS = (
    "accent accentunder columnspan display displaystyle fence form largeop linethickness lspace mathvariant maxsize "
    "minsize movablelimits notation rspace scriptlevel separator stretchy symmetric width"
)
_TAGS, _ATTRIBUTES = frozenset(_TAG_WORDS.split()), frozenset(_ATTRIBUTE_WORDS.split())

# A page allows no style in elements, so what a table of equations needs is said by classes.
_CLASSES = {
    ("text-align", "left"): "math-left",
    ("text-align", "right"): "math-right",
    ("padding-left", "0"): "math-close-left",
    ("padding-right", "0"): "math-close-right",
    ("border-right", "0.05em solid currentcolor"): "math-line-right",
    ("border-top", "0.05em solid currentcolor"): "math-line-top",
}
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)\w+;")
_WHOLE = re.compile(
    r"\$\$(?P<double>.+)\$\$|\$(?P<single>.+)\$|\\\[(?P<square>.+)\\\]|\\\((?P<round>.+)\\\)"
    r"|(?P<environment>\\begin\{[a-z]+\*?\}.+\\end\{[a-z]+\*?\})",
    re.DOTALL,
)


def formula(latex: str, *, display: bool) -> str:
    """`latex`, without its dollar signs, as MathML: on lines of its own where `display`.

    What LaTeX's own rules or the converter do not allow is shown as it was written.
    """
    try:
        return _mathml(latex, display)
    except (LatexError, ET.ParseError, ValueError):
        mark = "$$" if display else "$"
        return f"<code>{escape(f'{mark}{latex}{mark}')}</code>"


def formulas_alone(latex: str) -> str:
    """A text/latex output, one formula in its marks, as MathML. Raises ValueError when it is something else."""
    whole = _WHOLE.fullmatch(latex.strip())
    if whole is None:
        raise ValueError("LaTeX that is not one formula")
    kind = str(whole.lastgroup)
    text = whole[kind].strip()
    return formula(text, display=kind not in ("single", "round") or text.startswith(r"\displaystyle"))


def _mathml(latex: str, display: bool) -> str:
    if len(latex) > _MOST:
        raise ValueError("a formula that is too long")
    mathml = _CONVERTER.convert_with_local_state(latex, displaystyle=display)
    root = ET.fromstring(_ENTITY.sub(lambda found: unescape(found[0]), mathml))  # XML knows no others
    for node in root.iter():
        if node.tag not in _TAGS:
            raise ValueError(f"a formula with <{node.tag}>")
        style = node.get("style", "")
        node.attrib = {name: value for name, value in node.attrib.items() if name in _ATTRIBUTES}
        if classes := _classes(style):
            node.set("class", classes)
    return ET.tostring(root, encoding="unicode", short_empty_elements=False)


def _classes(style: str) -> str:
    pairs = [part.partition(":") for part in style.split(";")]
    names = [_CLASSES.get((name.strip(), value.strip())) for name, _, value in pairs]
    return " ".join(name for name in names if name)
