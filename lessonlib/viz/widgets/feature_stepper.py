"""A picture on its way through a convolutional network, layer by layer."""

from __future__ import annotations

from collections.abc import Sequence

from torch import Tensor, nn

from lessonlib.viz.images import Tile, draw_tiles
from lessonlib.viz.inputs import array_of
from lessonlib.viz.maps import describe_maps, layer_output, map_tiles
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import brightness, images_of
from lessonlib.viz.widgets.controls import choice, row, step_controls
from lessonlib.viz.widgets.explorer import Explorer

_COLUMNS = 9


def feature_stepper(
    model: nn.Module, images: Tensor, layers: Sequence[str], names: Sequence[str] | None = None
) -> Explorer:
    """Choose a picture, and step through the feature maps that a network makes of it.

    model: takes float32 (n, 1 or 3, height, width). It is used in evaluation mode.
    images: the pictures to choose from, (n, 1 or 3, height, width), with numbers from 0 to 1.
    layers: names of layers whose outputs are maps, in their order, such as "body.stem".
    names: what each picture is called; by default its number from 1 on.

    Numbers below 0 are drawn as 0, as ReLU leaves them; each layer has a scale of its own. The still is the last layer.
    Raises ValueError when there are no pictures or no layers, for another number of names, for a layer that the model
    does not have, or for one that gives no maps.
    """
    if len(images) == 0 or not layers:
        raise ValueError(f"there are {len(images)} images and {len(layers)} layers, expected some of both")
    if names is not None and len(names) != len(images):
        raise ValueError(f"there are {len(names)} names for {len(images)} images, expected one for each")
    told = [f"{k + 1}: {name}" for k, name in enumerate(names or ["picture"] * len(images))]
    chosen = choice("picture", [(line, k) for k, line in enumerate(told)], 0)
    step, steps = step_controls(len(layers), "layer", first=1)

    def draw(layer: str) -> Picture:
        return _draw(model, images[chosen.value], layer, told[chosen.value])

    for layer in layers:
        draw(layer)  # a layer that cannot be drawn is told at once
    return Explorer(
        [chosen, step], lambda: draw(layers[step.value - 1]), lambda: draw(layers[-1]), row([chosen, steps])
    )


def _draw(model: nn.Module, image: Tensor, layer: str, name: str) -> Picture:
    maps = array_of(layer_output(model, image, layer).relu())
    if maps.ndim != 3:
        raise ValueError(
            f"the layer {layer} gives numbers of shape {maps.shape}, expected maps: (channels, height, width)"
        )
    pixels = images_of(image[None])[0]
    tiles = [Tile(brightness(pixels, 0.0, 1.0), "picture"), *map_tiles(maps)]
    title = f"{layer}: {len(maps)} maps of {maps.shape[1]} x {maps.shape[2]}"
    return draw_tiles(tiles, _COLUMNS, title, f"Picture {name}. {layer}: {describe_maps(maps)}")
