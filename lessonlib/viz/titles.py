"""Titles of Matplotlib figures, which take a second line where they would leave the figure."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text

_LINE = 0.2  # inches that a further line makes a figure taller
_SPARE = 0.97  # of the room: the reader's own font may be a little wider than the one that measures


def fit_titles(figure: Figure) -> None:
    """Cut titles between words, so that none leaves the figure or runs into the title beside it.

    A figure with a layout grows by as many lines as its titles do: what is below them keeps its size.
    """
    titles = _titles(figure)
    if not any(_width(title) > _surely(figure, ax) for ax, title in titles):
        return
    texts = [title.get_text() for _, title in titles]
    for _, title in titles:
        title.set_text(title.get_text().split()[0])  # long ones would push the axes away
    figure.draw_without_rendering()  # puts the axes where they will be
    rooms = [_SPARE * _room(figure, ax) for ax, _ in titles]
    more = max(_fit(title, text, room) for (_, title), text, room in zip(titles, texts, rooms, strict=True))
    if figure.get_layout_engine() is not None:
        figure.set_figheight(figure.get_figheight() + _LINE * more)
        figure.draw_without_rendering()  # after so much has moved, one layout alone would not do


def _titles(figure: Figure) -> list[tuple[Axes | None, Text]]:
    """Each title with its axes; the title of the whole figure has none."""
    places: list[tuple[Axes | None, str]] = [(None, figure.get_suptitle())]
    places += [(ax, ax.get_title(loc="left")) for ax in figure.axes]  # the theme puts them to the left
    return [(ax, _drawn(ax or figure, text)) for ax, text in places if text.strip()]


def _drawn(part: Axes | Figure, text: str) -> Text:
    """The title of this text; other texts stand before it among the children."""
    return [child for child in part.get_children() if isinstance(child, Text) and child.get_text() == text][
        -1
    ]


def _surely(figure: Figure, ax: Axes | None) -> float:
    """A width in pixels that is there in any layout: half of the share of these axes."""
    spec = None if ax is None else ax.get_subplotspec()
    return float(figure.bbox.width) / 2 / (spec.get_gridspec().ncols if spec else 1)


def _room(figure: Figure, ax: Axes | None) -> float:
    """The pixels from where a title begins to the next title on its right, or to the edge of the figure."""
    if ax is None:
        return float(figure.bbox.width)
    own = ax.get_window_extent()
    others = [other.get_window_extent() for other in figure.axes if other.get_title(loc="left")]
    beside = [box.x0 for box in others if box.x0 > own.x1 and box.y0 < own.y1 and box.y1 > own.y0]
    return float(min([figure.bbox.x1, *beside]) - own.x0)


def _fit(title: Text, text: str, room: float) -> int:
    """Write the text as lines of that width. Returns by how many lines it grew."""
    lines = [line for part in text.split("\n") for line in _lines(title, part, room)]
    title.set_text("\n".join(lines))
    return len(lines) - text.count("\n") - 1


def _lines(title: Text, text: str, room: float) -> list[str]:
    lines: list[str] = []
    for word in text.split(" "):
        longer = f"{lines[-1]} {word}" if lines else word
        title.set_text(longer)
        if lines and _width(title) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _width(title: Text) -> float:
    return float(title.get_window_extent().width)
