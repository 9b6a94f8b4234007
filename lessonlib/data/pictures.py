"""Small colour pictures that are drawn, not downloaded: one shape on a ground, both with a colour and a texture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from lessonlib.data.cut import cut
from lessonlib.data.dataset import Dataset

Floats = NDArray[np.float64]
Drawing = Callable[[Floats, Floats], NDArray[np.bool_]]  # which points (x, y) lie inside
Label = Literal["shape", "colour"]

SIDE = 20  # pixels
_FINER = 3  # each pixel is the mean of 3 x 3 points: a slanting edge gets grey pixels, as in a photo
_SIZES = (5.5, 8.0)  # from the middle of a shape to its border, in pixels
_OFF_CENTRE = 2.0  # how far the middle of a shape lies from that of the picture, in pixels, at most
_TURN = 0.6  # the most a shape is turned to either side, in radians: an arrow never becomes another arrow
_AT_ONCE = 500  # pictures; more would take much memory
_CLEAR = 0.3  # least difference in brightness of shape and ground, so that every shape can be seen
_BRIGHTNESS = np.array([0.299, 0.587, 0.114])  # how bright red, green and blue look to the eye (ITU-R BT.601)
HUES: Mapping[str, float] = {"red": 0.0, "yellow": 0.15, "green": 0.35, "blue": 0.6, "purple": 0.8}


def _polygon(*corners: tuple[float, float]) -> Drawing:
    """A convex polygon; its corners (x, y) run clockwise on the page, where y points down."""

    def inside(x: Floats, y: Floats) -> NDArray[np.bool_]:
        sides = zip(corners, (*corners[1:], corners[0]), strict=True)
        within: NDArray[np.bool_] = np.logical_and.reduce(
            [(x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) >= 0 for (x1, y1), (x2, y2) in sides]
        )
        return within

    return inside


def _box(left: float, top: float, right: float, bottom: float) -> Drawing:
    return _polygon((left, top), (right, top), (right, bottom), (left, bottom))


_HEAD = _polygon((0, -1), (0.85, 0.05), (-0.85, 0.05))

# The points (x, y) of a shape in the square from -1 to 1, x to the right and y down.
SHAPES: Mapping[str, Drawing] = {
    "disc": lambda x, y: x**2 + y**2 <= 0.8,
    "ring": lambda x, y: (x**2 + y**2 <= 0.9) & (x**2 + y**2 >= 0.3),
    "square": _box(-0.8, -0.8, 0.8, 0.8),
    "frame": lambda x, y: _box(-0.9, -0.9, 0.9, 0.9)(x, y) & ~_box(-0.45, -0.45, 0.45, 0.45)(x, y),
    "triangle": _polygon((0, -1), (0.9, 0.8), (-0.9, 0.8)),
    "plus": lambda x, y: _box(-0.28, -0.95, 0.28, 0.95)(x, y) | _box(-0.95, -0.28, 0.95, 0.28)(x, y),
    "bar": _box(-0.95, -0.32, 0.95, 0.32),
    "half disc": lambda x, y: (x**2 + (y + 0.4) ** 2 <= 0.9) & (y >= -0.4),
    "moon": lambda x, y: (x**2 + y**2 <= 0.9) & ((x - 0.5) ** 2 + y**2 >= 0.55),
    "arrow": lambda x, y: _HEAD(x, y) | _box(-0.25, 0.0, 0.25, 0.95)(x, y),
    "tee": lambda x, y: _box(-0.9, -0.9, 0.9, -0.35)(x, y) | _box(-0.28, -0.9, 0.28, 0.9)(x, y),
    "heart": lambda x, y: x**2 + (y - 0.12 + 0.55 * np.sqrt(np.abs(x))) ** 2 <= 0.75,
    "ell": lambda x, y: _box(-0.85, 0.25, 0.85, 0.85)(x, y) | _box(-0.85, -0.85, -0.1, 0.85)(x, y),
    "hourglass": lambda x, y: (np.abs(x) <= 0.9 * np.abs(y) + 0.06) & (np.abs(y) <= 0.9),
}
KNOWN_SHAPES = tuple(SHAPES)[:8]
NEW_SHAPES = tuple(SHAPES)[8:]


def pictures(
    n: int = 2000, shapes: Sequence[str] = KNOWN_SHAPES, label: Label = "shape", seed: int = 0
) -> Dataset:
    """Colour pictures of 20 x 20 pixels, each of one shape: X float32 (n, 3, 20, 20) from 0 to 1, y int64 (n,).

    n: number of pictures, split 60/20/20 into train, validation and test, with equal shares of each class.
    shapes: names of `SHAPES`. `KNOWN_SHAPES` are the eight on which `pretrained_shapes` was trained, `NEW_SHAPES` six
        others.
    label: the class of a picture is its "shape", or its "colour", one of the five of `HUES`.
    seed: decides all that is drawn, and the split. Size, place, turn, colours and textures are drawn independently of
        the shape, and of each other, but for one rule: shape and ground differ in brightness.

    Raises ValueError for a name that is unknown, another label, or fewer than ten pictures a class.
    """
    unknown = [name for name in shapes if name not in SHAPES]
    if unknown or not shapes or label not in ("shape", "colour"):
        raise ValueError(
            f"shapes are {list(shapes)} and label is {label!r}, expected one or more of {', '.join(SHAPES)}; and "
            '"shape" or "colour"'
        )
    names = tuple(shapes) if label == "shape" else tuple(HUES)
    if n < 10 * len(names):
        raise ValueError(f"n is {n}, expected at least {10 * len(names)}: ten pictures for each class")
    random = np.random.default_rng(seed)
    shape, hue = (random.permutation(np.arange(n) % k) for k in (len(shapes), len(HUES)))
    inside = _drawn([SHAPES[name] for name in shapes], shape, random)
    X = _coloured(inside, hue, random)
    train, validation, test = cut(X, shape if label == "shape" else hue, seed)
    return Dataset(
        name="pictures",
        train=train,
        validation=validation,
        test=test,
        feature_names=(),
        class_names=names,
        source=f"drawn: {n} pictures of {', '.join(shapes)}, seed {seed}",
        licence="CC0 1.0 (public domain)",
        citation="none",
    )


def _drawn(
    drawings: Sequence[Drawing], shape: NDArray[np.int64], random: np.random.Generator
) -> NDArray[np.bool_]:
    """Which points of the fine grid lie inside: (n, 60, 60)."""
    n, points = len(shape), (np.arange(_FINER * SIDE) + 0.5) / _FINER - SIDE / 2
    size, turn = random.uniform(*_SIZES, n), random.uniform(-_TURN, _TURN, n)
    off_x, off_y = random.uniform(-_OFF_CENTRE, _OFF_CENTRE, (2, n))
    inside = np.empty((n, len(points), len(points)), dtype=bool)
    for number, drawing in enumerate(drawings):
        rows = np.flatnonzero(shape == number)
        for some in np.split(rows, range(_AT_ONCE, len(rows), _AT_ONCE)):
            x = (points - off_x[some, None])[:, None, :]  # (rows, 1, 60)
            y = (points - off_y[some, None])[:, :, None]  # (rows, 60, 1)
            cos, sin, larger = (part[some, None, None] for part in (np.cos(turn), np.sin(turn), size))
            inside[some] = drawing((cos * x + sin * y) / larger, (cos * y - sin * x) / larger)
    return inside


def _coloured(inside: NDArray[np.bool_], hue: NDArray[np.int64], random: np.random.Generator) -> Floats:
    """Pictures (n, 3, 20, 20): shape and ground, each striped, dotted or plain, and a little noise."""
    n = len(inside)
    on, ground = _colour_pairs(hue, random)
    share = inside.reshape(n, SIDE, _FINER, SIDE, _FINER).mean(axis=(2, 4))[:, None]  # (n, 1, 20, 20)
    X = share * (on[:, :, None, None] * _textures(n, random)) + (1 - share) * (
        ground[:, :, None, None] * _textures(n, random)
    )
    return np.asarray(np.clip(X + random.normal(0, 0.03, X.shape), 0, 1))


def _colour_pairs(hue: NDArray[np.int64], random: np.random.Generator) -> tuple[Floats, Floats]:
    """Colours of the shapes and of their grounds, (n, 3) each, different enough in brightness."""
    bases = np.array(list(HUES.values()))[hue]
    on, ground = np.empty((2, len(hue), 3))
    open_rows = np.arange(len(hue))
    while len(open_rows):
        n = len(open_rows)
        near = bases[open_rows] + random.uniform(-0.03, 0.03, n)
        on[open_rows] = _rgb(near % 1, random.uniform(0.6, 1, n), random.uniform(0.35, 1, n))
        ground[open_rows] = _rgb(random.random(n), random.random(n), random.uniform(0.1, 1, n))
        apart = np.abs((on[open_rows] - ground[open_rows]) @ _BRIGHTNESS)
        open_rows = open_rows[apart < _CLEAR]
    return on, ground


def _rgb(hue: Floats, saturation: Floats, value: Floats) -> Floats:
    """Red, green and blue, (n, 3), of colours given as hue, saturation and value, each from 0 to 1, (n,)."""
    sixth = (np.array([5.0, 3.0, 1.0]) + 6 * hue[:, None]) % 6
    away = np.clip(np.minimum(sixth, 4 - sixth), 0, 1)
    return np.asarray(value[:, None] * (1 - saturation[:, None] * away))


def _textures(n: int, random: np.random.Generator) -> Floats:
    """Factors for the colour of each pixel, (n, 1, 20, 20): plain, striped in any direction, or dotted."""
    kind, phase = random.integers(3, size=n), random.uniform(0, 2 * np.pi, (2, n, 1, 1))
    angle = random.uniform(0, np.pi, (n, 1, 1))
    wave = 2 * np.pi / random.uniform(3, 6, (n, 1, 1))  # stripes of 3 to 6 pixels
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    along, beside = np.cos(angle) * x + np.sin(angle) * y, np.cos(angle) * y - np.sin(angle) * x
    stripes = np.sin(wave * along + phase[0])
    dots = stripes * np.sin(wave * beside + phase[1])
    pattern = np.where(kind[:, None, None] == 0, 0, np.where(kind[:, None, None] == 1, stripes, dots))
    return np.asarray(1 - 0.15 * (1 + pattern))[:, None]
