"""Drawing a digit, and what each filter of a convolutional network says about it."""

from __future__ import annotations

from collections.abc import Sequence

import ipywidgets
import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from lessonlib.viz.images import Tile, draw_tiles
from lessonlib.viz.inputs import array_of
from lessonlib.viz.maps import describe_maps, layer_output, map_tiles
from lessonlib.viz.picture import Picture
from lessonlib.viz.pixels import brightness
from lessonlib.viz.widgets.controls import button, choice
from lessonlib.viz.widgets.draw_a_digit import DIGITS, SEVEN, DrawingPad, class_probabilities
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.widgets.mistakes import ModelError, kind_of, told_as_mistake
from lessonlib.viz.widgets.strokes import Stroke, digit_image


def draw_feature_maps(
    model: nn.Module, layers: Sequence[str] | None = None, class_names: Sequence[str] = DIGITS
) -> Explorer:
    """Draw a digit, with the pointer or the keyboard, and see the feature maps of a layer that you choose.

    model: takes float32 (n, 1, 28, 28) from 0 (ground) to 1 (ink), and returns one logit or probability for each
        class, (n, classes). It is used in evaluation mode.
    layers: the names of the layers to choose from, such as "conv1"; by default all `nn.Conv2d` of the model.
    class_names: one for each class.

    The drawing is centred and scaled as the images of MNIST are. Answers below 0 are drawn as 0, as ReLU leaves them.
    An error in the model is shown below the picture.

    Raises TypeError when `model` is no module, and ValueError for a layer that it does not have, or a model without
    `nn.Conv2d`.
    """
    if not isinstance(model, nn.Module):
        raise TypeError(f"model is {kind_of(model)}, expected an nn.Module with layers to look into")
    names = _layers(model) if layers is None else list(layers)
    known = [name for name, _ in model.named_modules() if name]
    if not names or not set(names) <= set(known):
        raise ValueError(
            f"layers are {', '.join(names) or 'none'}, expected at least one of: {', '.join(known)}"
        )
    pad = DrawingPad()
    clear = button("Clear", "clear the sheet", lambda: pad.set_trait("value", []))
    layer = choice("layer", names, names[0])
    return Explorer(
        [pad, layer],
        lambda: _picture(model, pad.value, layer.value, class_names),
        lambda: _picture(model, pad.value or SEVEN, layer.value, class_names),
        ipywidgets.VBox([layer, pad, clear]),
    )


def _layers(model: nn.Module) -> list[str]:
    return [name for name, layer in model.named_modules() if isinstance(layer, nn.Conv2d)]


def _picture(model: nn.Module, strokes: Sequence[Stroke], layer: str, class_names: Sequence[str]) -> Picture:
    image = digit_image(strokes)
    if not image.any():
        return _draw(image, [], None, "Nothing is drawn yet.")
    try:
        shares = class_probabilities(model, image, len(class_names))
        with told_as_mistake(f"Asking the layer {layer}"):
            maps = array_of(layer_output(model, torch.from_numpy(image)[None], layer).relu())
    except ModelError as error:
        return _draw(image, [], None, str(error))
    if maps.ndim != 3:
        told = f"The layer {layer} gives numbers of shape {maps.shape}, expected maps: (channels, height, width)."
        return _draw(image, [], None, told)
    likeliest = int(np.argmax(shares))
    read = f"read as {class_names[likeliest]} ({100 * shares[likeliest]:.1f}%)"
    title = f"{layer}: {len(maps)} maps of {maps.shape[1]} x {maps.shape[2]}. The drawing is {read}"
    return _draw(image, map_tiles(maps), title, f"The drawing is {read}. {layer}: {describe_maps(maps)}")


def _draw(image: NDArray[np.float32], maps: list[Tile], title: str | None, told: str) -> Picture:
    drawing = Tile(brightness(image.astype(np.float64), 0.0, 1.0), "drawing")
    return draw_tiles([drawing, *maps], 9, title, told)
