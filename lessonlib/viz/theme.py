"""One look for all pictures: Okabe and Ito's colours, and the reader's own text and background colours.

A picture is drawn once and viewed in light and in dark themes. So every colour is drawn as it suits white paper, and
becomes a CSS variable that follows the surrounding page (JupyterLab, VS Code).

Source of the palette: Okabe and Ito, Color Universal Design, 2008. Colour-blind readers can tell its colours apart.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from cycler import cycler
from matplotlib import style
from matplotlib.figure import Figure

BLUE, VERMILLION, GREEN = "#0072b2", "#d55e00", "#009e73"
PURPLE, ORANGE, SKY = "#cc79a7", "#e69f00", "#56b4e9"

# Black is reserved for text, and yellow is left out because it cannot be seen on white paper.
PALETTE = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY)
# Curves and classes differ in more than colour.
DASHES: tuple[Any, ...] = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 3)))
MARKERS = ("o", "^", "s", "D", "v", "P")


def _turned(styles: Sequence[Any]) -> list[Any]:
    # When the colours start again, the styles are others: 36 curves differ before two look the same.
    n = len(PALETTE)
    return [styles[(i + i // n) % n] for i in range(n * n)]


INK, MUTED, PAPER = "#212223", "#717273", "#fefdfc"

_IN_LETTERS = 57  # percent of a colour in letters, the rest is ink: contrast above 4.5:1 in light and dark


def _mixed_with_ink(colour: str) -> str:
    pairs = zip(bytes.fromhex(colour[1:]), bytes.fromhex(INK[1:]), strict=True)
    return "#" + bytes(round((_IN_LETTERS * c + (100 - _IN_LETTERS) * ink) / 100) for c, ink in pairs).hex()


# A colour of the palette -> the same for letters, which are thinner than lines and areas.
LETTERS = {c: _mixed_with_ink(c) for c in PALETTE}

# Drawn colour -> CSS variable -> what it is on the page.
VARIABLES = (
    {INK: "--ll-ink", MUTED: "--ll-muted", PAPER: "--ll-paper"}
    | {c: f"--ll-{c[1:]}" for c in PALETTE}
    | {LETTERS[c]: f"--ll-letters_{c[1:]}" for c in PALETTE}
)
PAGE_COLOURS = {
    "--ll-ink": "var(--jp-content-font-color1, var(--vscode-editor-foreground, #212121))",
    "--ll-muted": "var(--jp-content-font-color2, var(--vscode-descriptionForeground, #616161))",
    "--ll-paper": "var(--jp-layout-color0, var(--vscode-editor-background, #ffffff))",
    # Some of the text colour darkens these on white and lightens them on black: contrast above 3:1 on both.
    **{VARIABLES[c]: f"color-mix(in srgb, {c} 82%, var(--ll-ink))" for c in PALETTE},
    **{VARIABLES[LETTERS[c]]: f"color-mix(in srgb, {c} {_IN_LETTERS}%, var(--ll-ink))" for c in PALETTE},
}
PLAIN = {variable: drawn for drawn, variable in VARIABLES.items()}
FONT = "var(--jp-content-font-family, system-ui, sans-serif)"

_RC: dict[str, Any] = {
    "axes.edgecolor": MUTED,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.labelcolor": INK,
    "axes.prop_cycle": cycler(color=PALETTE * len(DASHES), linestyle=_turned(DASHES)),
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "figure.facecolor": "none",
    "font.family": "DejaVu Sans",  # ships with Matplotlib: text has the same size on every machine
    "grid.alpha": 0.3,
    "grid.color": MUTED,
    "grid.linewidth": 0.6,
    "legend.facecolor": PAPER,
    "legend.edgecolor": "none",
    "legend.framealpha": 0.8,
    "legend.labelcolor": INK,
    "lines.linewidth": 1.8,
    "svg.fonttype": "none",
    "svg.hashsalt": "lessonlib",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": MUTED,
    "ytick.color": MUTED,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
}


# JupyterLab runs callbacks of widgets in a thread beside that of the cells, and Matplotlib's style is global.
_ONE_AT_A_TIME = threading.RLock()


@contextmanager
def themed() -> Iterator[None]:
    """Matplotlib in this theme, inside a `with` block or a decorated function."""
    with _ONE_AT_A_TIME, style.context(_RC, after_reset=True):
        yield


def new_figure(width: float = 6.4, height: float = 3.8) -> Figure:
    """An empty figure of this size in inches, which pyplot does not know."""
    return Figure(figsize=(width, height), layout="constrained")


def colour(i: int) -> str:
    """The colour of the i-th class or curve; after the last colour it starts again."""
    return PALETTE[i % len(PALETTE)]


def marker(i: int) -> str:
    """The marker of the i-th class or curve; a pair of marker and colour repeats only after 36."""
    styles: list[str] = _turned(MARKERS)
    return styles[i % len(styles)]


def dashes(i: int) -> Any:
    """The line style of the i-th curve; a pair of line style and colour repeats only after 36."""
    styles = _turned(DASHES)
    return styles[i % len(styles)]
