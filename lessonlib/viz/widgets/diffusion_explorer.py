"""Pictures on their way from noise to a digit, or back, with a slider over the time of a diffusion."""

from __future__ import annotations

from collections.abc import Mapping

from numpy.typing import ArrayLike

from lessonlib.viz.images import Tile, draw_tiles
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import brightness, images_of
from lessonlib.viz.timeline import spread
from lessonlib.viz.widgets.controls import step_controls
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.words import count

_COLUMNS = 8


def diffusion_explorer(way: Mapping[int, ArrayLike], *, title: str = "Time") -> Explorer:
    """Step through the times of a diffusion, and see the same pictures at each.

    way: by time, pictures (n, height, width) or (n, 1, height, width) with pixels from 0 (drawn dark) to 1, the same n
        each time, in the order in which the slider visits them. `Diffusion.way` returns such pictures.

    Raises ValueError for fewer than two times, or another number or size of pictures at one of them.
    """
    sheets = {time: images_of(pictures, f"the sheet of time {time}") for time, pictures in way.items()}
    shapes = {sheet.shape for sheet in sheets.values()}
    if len(sheets) < 2 or len(shapes) > 1:
        raise ValueError(
            f"there are {count(len(sheets), 'time')} with pictures of the shapes {sorted(shapes)}, expected two or "
            "more times, and the same number and size of pictures at each"
        )
    times = list(sheets)
    slider, controls = step_controls(len(times) - 1, "step")

    def at(step: int) -> Picture:
        time, images = times[step], sheets[times[step]]
        tiles = [Tile(brightness(image, 0.0, 1.0)) for image in images]
        height, width = images.shape[1:3]
        alt = (
            f"{count(len(images), 'picture')} of {height} x {width} pixels at time {time}, step {step} of "
            f"{len(times) - 1}. Mean brightness {images.mean():.3f}; mean difference between two pictures, pixel by "
            f"pixel, {spread(images):.3f}."
        )
        return draw_tiles(tiles, _COLUMNS, f"{title} {time}", alt)

    still = len(times) // 2
    return Explorer([slider], lambda: at(slider.value), lambda: at(slider.value or still), controls)
