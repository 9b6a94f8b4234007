"""What a convolutional layer looks for, its filters, and what it finds, its feature maps."""

from __future__ import annotations

from functools import partial

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor, nn

from lessonlib.viz.images import Tile, draw_tiles
from lessonlib.viz.inputs import array_of
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import brightness, signed
from lessonlib.viz.words import count, listed, number

_MOST_MARKED = 7  # the most rows or columns of a filter whose cells have room for a minus sign


def filters(
    weight: ArrayLike | nn.Module, *, channel: int = 0, columns: int = 8, title: str | None = None
) -> Picture:
    """The filters of a convolutional layer: blue is positive, orange with a minus sign negative, pale near 0.

    weight: (filters, channels, rows, columns) or (filters, rows, columns); or an `nn.Conv2d`, or a module, whose
        first `nn.Conv2d` is drawn.
    channel: the input channel to draw of each filter.

    Raises ValueError for another shape, a channel that does not exist, columns below 1, or a module without a
    convolution.
    """
    values = array_of(_first_convolution(weight).weight if isinstance(weight, nn.Module) else weight)
    if values.ndim not in (3, 4) or 0 in values.shape or columns < 1:
        raise ValueError(
            f"weight has shape {values.shape} and columns is {columns}, expected (filters, channels, rows, "
            "columns) and 1 or more filters in a row: pass layer.weight of an nn.Conv2d"
        )
    channels = values.shape[1] if values.ndim == 4 else 1
    if not 0 <= channel < channels:
        raise ValueError(
            f"channel is {channel}, but the filters have {count(channels, 'channel')}, counted from 0"
        )
    shown = values[:, channel] if values.ndim == 4 else values
    limit = float(np.abs(shown).max())
    marked = max(shown.shape[1:]) <= _MOST_MARKED
    tiles = [
        Tile(signed(kernel, limit), str(k), minus=kernel < 0 if marked else None)
        for k, kernel in enumerate(shown)
    ]
    of_channel = f", channel {channel} of {channels}" if channels > 1 else ""
    alt = (
        f"{count(len(shown), 'filter')} of {shown.shape[1]} x {shown.shape[2]} weights{of_channel}, "
        f"from {number(shown.min())} to {number(shown.max())}. {_strongest(shown)}"
    )
    return draw_tiles(tiles, columns, title, alt)


def feature_maps(
    maps: ArrayLike | nn.Module,
    image: Tensor | None = None,
    *,
    layer: str | None = None,
    columns: int = 8,
    title: str | None = None,
) -> Picture:
    """The outputs of each filter of a layer at each place of one image.

    maps: (channels, height, width), or (1, channels, height, width); or a module, which is applied to `image`,
        (channels, height, width), in evaluation mode.
    layer: the name of the layer of the module whose outputs to draw, such as "features.2"; by default its first
        `nn.Conv2d`.

    All maps share one scale. If no output is negative, as after ReLU, large numbers are bright and 0 is dark;
    otherwise blue is positive and orange negative.

    Raises ValueError for another shape, columns below 1, a layer that does not exist, or a module without an image.
    """
    if isinstance(maps, nn.Module):
        if image is None:
            raise ValueError("maps is a module, and there is no image to apply it to: pass image=X[0]")
        maps = layer_output(maps, image, layer)
    values = array_of(maps)
    if values.ndim == 4 and len(values) == 1:
        values = values[0]
    if values.ndim != 3 or 0 in values.shape or columns < 1:
        raise ValueError(
            f"maps has shape {values.shape} and columns is {columns}, expected (channels, height, width) of "
            "one image and 1 or more maps in a row: choose a layer before the maps are flattened"
        )
    return draw_tiles(map_tiles(values), columns, title, describe_maps(values))


def map_tiles(maps: NDArray[np.float64]) -> list[Tile]:
    """A tile for each feature map of (channels, height, width), in one scale."""
    low, high = float(maps.min()), float(maps.max())
    draw = partial(signed, limit=max(-low, high)) if low < 0 else partial(brightness, low=0.0, high=high)
    return [Tile(draw(answers), str(k)) for k, answers in enumerate(maps)]


def layer_output(model: nn.Module, image: Tensor, layer: str | None = None) -> Tensor:
    """The output of the layer with this name for one image, (channels, height, width), without its first axis.

    The model runs in evaluation mode, and is left in the mode that it was in. Raises ValueError when there is no
    such layer, or the model does not use it.
    """
    modules = dict(model.named_modules())
    if layer is not None and layer not in modules:
        raise ValueError(
            f"no layer {layer!r}, expected one of: {', '.join(name for name in modules if name)}"
        )
    chosen = _first_convolution(model) if layer is None else modules[layer]
    seen: list[Tensor] = []
    handle = chosen.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            model(image[None].to(next((p.device for p in model.parameters()), image.device)))
    finally:
        model.train(was_training)
        handle.remove()
    if not seen:
        raise ValueError(f"the model did not use its layer {layer!r} for this image: choose another")
    return seen[0][0]


def _first_convolution(model: nn.Module) -> nn.Conv2d:
    for module in model.modules():
        if isinstance(module, nn.Conv2d):
            return module
    raise ValueError(f"{type(model).__name__} has no nn.Conv2d layer to draw: pass a tensor in its place")


def _strongest(kernels: NDArray[np.float64]) -> str:
    sizes = np.abs(kernels).sum(axis=(1, 2))
    return f"The largest is filter {sizes.argmax()}, its absolute weights sum to {number(sizes.max())}."


def describe_maps(maps: NDArray[np.float64]) -> str:
    """How many feature maps there are, (channels, height, width), where the strongest answer is, and which are even."""
    channel, row, column = np.unravel_index(int(maps.argmax()), maps.shape)
    silent = np.flatnonzero((maps == maps[:, :1, :1]).all(axis=(1, 2)))
    told = (
        f"{count(len(maps), 'feature map')} of {maps.shape[1]} x {maps.shape[2]}, from {number(maps.min())} to "
        f"{number(maps.max())}. The strongest answer is in map {channel} at row {row}, column {column}."
    )
    return told + (
        f" The same everywhere: {count(len(silent), 'map')}, {listed(map(str, silent))}."
        if len(silent)
        else ""
    )
