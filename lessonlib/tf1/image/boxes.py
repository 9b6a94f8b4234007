"""Boxes of detectors: which of those that overlap to keep, and random boxes to crop to.

A box is [y1, x1, y2, x2]; which of two opposite corners comes first does not matter.
"""

from __future__ import annotations

import math
from typing import Any

import torch

from lessonlib.graph.create import constant_value, convert_to_tensor, create_several
from lessonlib.graph.dtypes import DType, float32, int32
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError, refuse
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.random import note_seed
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike

NONE = float("-inf")


def overlaps_of(boxes: torch.Tensor) -> torch.Tensor:
    """(n, 4) -> (n, n): intersection over union of each two boxes."""
    y1, y2 = boxes[:, 0].minimum(boxes[:, 2]), boxes[:, 0].maximum(boxes[:, 2])
    x1, x2 = boxes[:, 1].minimum(boxes[:, 3]), boxes[:, 1].maximum(boxes[:, 3])
    area = (y2 - y1) * (x2 - x1)
    height = (torch.minimum(y2[:, None], y2) - torch.maximum(y1[:, None], y1)).clamp(min=0)
    width = (torch.minimum(x2[:, None], x2) - torch.maximum(x1[:, None], x1)).clamp(min=0)
    common = height * width
    union = area[:, None] + area - common
    return torch.where((area[:, None] > 0) & (area > 0), common / union, 0)


def kept(
    overlaps: torch.Tensor, scores: torch.Tensor, most: torch.Tensor, threshold: torch.Tensor, least: torch.Tensor,
    sigma: torch.Tensor | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    """Indices of the boxes to keep, best score first, and their scores.

    A box goes when its overlap with one that is kept is larger than ``threshold``; with a positive ``sigma`` its score
    only shrinks (Bodla et al., 2017).
    """
    table, left = overlaps.tolist(), dict(enumerate(scores.tolist()))
    limit, smallest = float(threshold), float(least)
    soft = 0.0 if sigma is None else float(sigma)
    left = {i: score for i, score in left.items() if score > smallest}
    chosen: list[int] = []
    values: list[float] = []
    while left and len(chosen) < int(most):
        best = max(left, key=lambda i: (left[i], -i))
        chosen.append(best)
        values.append(left.pop(best))
        for i in list(left):
            share = table[i][best]
            if soft > 0:
                left[i] *= math.exp(-(share**2) / (2 * soft)) if share <= limit else 0.0
                if left[i] <= smallest or (share > limit):
                    del left[i]
            elif share > limit:
                del left[i]
    device = scores.device
    return (
        torch.tensor(chosen, dtype=torch.int32, device=device),
        torch.tensor(values, dtype=scores.dtype, device=device),
    )


def kept_boxes(
    boxes: torch.Tensor, scores: torch.Tensor, most: torch.Tensor, threshold: torch.Tensor, least: torch.Tensor,
    sigma: torch.Tensor,
) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    if boxes.shape != (len(scores), 4):
        raise InvalidArgumentError(
            None,
            None,
            f"boxes must be (n, 4) and scores (n,); got {tuple(boxes.shape)} and {tuple(scores.shape)}.",
        )
    if not 0 <= float(threshold) <= 1:
        raise InvalidArgumentError(None, None, f"iou_threshold must be in [0, 1], got {float(threshold)}.")
    return kept(overlaps_of(boxes), scores, most, threshold, least, sigma)


def kept_and_padded(
    boxes: torch.Tensor, scores: torch.Tensor, most: torch.Tensor, threshold: torch.Tensor, least: torch.Tensor,
    pad: bool,
) -> tuple[torch.Tensor, torch.Tensor]:  # fmt: skip
    chosen, _ = kept_boxes(boxes, scores, most, threshold, least, torch.zeros(()))
    count = torch.tensor(len(chosen), dtype=torch.int32, device=scores.device)
    return (torch.nn.functional.pad(chosen, (0, int(most) - len(chosen))) if pad else chosen), count


def kept_of_classes(
    boxes: torch.Tensor, scores: torch.Tensor, each: torch.Tensor, total: torch.Tensor, threshold: torch.Tensor,
    least: torch.Tensor, pad_per_class: bool, clip: bool,
) -> tuple[torch.Tensor, ...]:  # fmt: skip
    """(B, n, q, 4), (B, n, classes) -> boxes (B, m, 4), scores, classes (B, m), and how many of them count (B,)."""
    batch, classes = len(scores), scores.shape[2]
    size = min(int(total), int(each) * classes) if pad_per_class else int(total)
    out = [torch.zeros((batch, size, *rest), device=boxes.device) for rest in ((4,), (), ())]
    valid = torch.zeros(batch, dtype=torch.int32, device=boxes.device)
    for image in range(batch):
        found = []
        for number in range(classes):
            own = boxes[image, :, number if boxes.shape[2] > 1 else 0]
            picked, values = kept_boxes(
                own, scores[image, :, number], each, threshold, least, torch.zeros(())
            )
            found += [
                (value, number, own[i]) for i, value in zip(picked.tolist(), values.tolist(), strict=True)
            ]
        best = sorted(found, key=lambda item: -item[0])[:size]
        valid[image] = len(best)
        for place, (value, number, box) in enumerate(best):
            out[0][image, place] = box.clamp(0, 1) if clip else box
            out[1][image, place], out[2][image, place] = value, number
    return (*out, valid)


def random_box(
    size: torch.Tensor, boxes: torch.Tensor, covered: torch.Tensor, ratios: tuple[float, float],
    areas: tuple[float, float], attempts: int, whole: bool, generator: torch.Generator | None,
) -> tuple[torch.Tensor, ...]:  # fmt: skip
    """A window with a random shape and place that covers enough of one of the boxes; else the whole image."""
    height, width, _ = (int(n) for n in size.tolist())
    given = boxes.reshape(-1, 4).tolist()
    if not given and not whole:
        raise InvalidArgumentError(
            None, None, "No bounding boxes provided; set use_image_if_no_bounding_boxes=True to go without."
        )
    scaled = [(y1 * height, x1 * width, y2 * height, x2 * width) for y1, x1, y2, x2 in given]
    needed = scaled or [(0.0, 0.0, float(height), float(width))]
    window = (0, 0, height, width)
    device = torch.device("cpu") if generator is None else generator.device
    for _ in range(attempts):
        chance = torch.rand(4, generator=generator, device=device).tolist()
        found = _candidate(height, width, ratios, areas, chance)
        if found is not None and any(_covers(found, box, float(covered)) for box in needed):
            window = found
            break
    top, left, rows, columns = window
    corners = [top / height, left / width, (top + rows) / height, (left + columns) / width]
    begin = torch.tensor([top, left, 0], dtype=size.dtype, device=size.device)
    extent = torch.tensor([rows, columns, -1], dtype=size.dtype, device=size.device)
    return begin, extent, torch.tensor([[corners]], dtype=torch.float32, device=size.device)


def _candidate(
    height: int, width: int, ratios: tuple[float, float], areas: tuple[float, float], chance: list[float]
) -> tuple[int, int, int, int] | None:
    ratio = ratios[0] + chance[0] * (ratios[1] - ratios[0])
    share = areas[0] + chance[1] * (areas[1] - areas[0])
    rows = round(math.sqrt(share * height * width / ratio))
    columns = round(rows * ratio)
    if not (0 < rows <= height and 0 < columns <= width):
        return None
    return int(chance[2] * (height - rows + 1)), int(chance[3] * (width - columns + 1)), rows, columns


def _covers(window: tuple[int, int, int, int], box: tuple[float, ...], share: float) -> bool:
    top, left, rows, columns = window
    y1, x1, y2, x2 = box
    common = max(min(top + rows, y2) - max(top, y1), 0) * max(min(left + columns, x2) - max(left, x1), 0)
    area = (y2 - y1) * (x2 - x1)
    return area > 0 and common / area >= share


def _listing(boxes: Tensor, scores: Tensor, *_: Any, **__: Any) -> list[tuple[DType, Any]]:
    return [(int32, (None,)), (scores.dtype, (None,))]


register("NonMaxSuppression", "boxes scores most threshold least sigma", kept_boxes, NOT_DIFFERENTIABLE,
         same="", shape=_listing)  # fmt: skip
register("NonMaxSuppressionOverlaps", "overlaps scores most threshold least", kept, NOT_DIFFERENTIABLE,
         same="", shape=_listing)  # fmt: skip
register("NonMaxSuppressionPadded", "boxes scores most threshold least", kept_and_padded, NOT_DIFFERENTIABLE,
         same="", shape=lambda boxes, scores, most, threshold, least, pad: [
             (int32, (_number(most) if pad else None,)), (int32, ())])  # fmt: skip
register("CombinedNonMaxSuppression", "boxes scores each total threshold least", kept_of_classes,
         NOT_DIFFERENTIABLE, same="", shape=lambda boxes, scores, *_, **__: [
             (float32, (scores.sizes and scores.sizes[0], None, 4)),
             *[(float32, (scores.sizes and scores.sizes[0], None))] * 2,
             (int32, (scores.sizes and scores.sizes[0],))])  # fmt: skip
register("SampleDistortedBoundingBox", "size boxes covered", random_box, NOT_DIFFERENTIABLE, same="",
         needs="generator", shape=lambda size, boxes, covered, **_: [
             (size.dtype, (3,)), (size.dtype, (3,)), (float32, (1, 1, 4))])  # fmt: skip


def _number(tensor: Tensor) -> int | None:
    known = constant_value(tensor)
    return None if known is None else int(known)


def _real(value: TensorLike) -> Tensor:
    return convert_to_tensor(value, dtype_hint=float32)


@tf_export("image.non_max_suppression")
def non_max_suppression(
    boxes: TensorLike, scores: TensorLike, max_output_size: TensorLike, iou_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = NONE, name: str | None = None,
) -> Tensor:  # fmt: skip
    """Which of the boxes (n, 4) to keep: indices, int32, best score (n,) first, at most ``max_output_size``.

    A box is dropped when a kept one covers it by more than ``iou_threshold`` (intersection over union), or when its
    score is not above ``score_threshold``.
    """
    chosen, _ = _suppressed(boxes, scores, max_output_size, iou_threshold, score_threshold, 0.0, name)
    return chosen


@tf_export("image.non_max_suppression_with_scores")
def non_max_suppression_with_scores(
    boxes: TensorLike, scores: TensorLike, max_output_size: TensorLike, iou_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = NONE, soft_nms_sigma: TensorLike = 0.0, name: str | None = None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The same, and the scores of the kept boxes, which a positive ``soft_nms_sigma`` lowers for boxes that overlap."""
    return _suppressed(boxes, scores, max_output_size, iou_threshold, score_threshold, soft_nms_sigma, name)


def _suppressed(
    boxes: TensorLike, scores: TensorLike, most: TensorLike, iou: TensorLike, least: TensorLike, sigma: TensorLike,
    name: str | None,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    chosen, values = create_several(
        "NonMaxSuppression", _real(boxes), _real(scores), convert_to_tensor(most, int32), _real(iou), _real(least),
        _real(sigma), name=name or "non_max_suppression",
    )  # fmt: skip
    return chosen, values


@tf_export("image.non_max_suppression_overlaps")
def non_max_suppression_overlaps(
    overlaps: TensorLike, scores: TensorLike, max_output_size: TensorLike, overlap_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = NONE, name: str | None = None,
) -> Tensor:  # fmt: skip
    """The same for boxes of which only the overlaps (n, n) are known."""
    return create_several(
        "NonMaxSuppressionOverlaps", _real(overlaps), _real(scores), convert_to_tensor(max_output_size, int32),
        _real(overlap_threshold), _real(score_threshold), name=name or "non_max_suppression_overlaps",
    )[0]  # fmt: skip


@tf_export("image.non_max_suppression_padded")
def non_max_suppression_padded(
    boxes: TensorLike, scores: TensorLike, max_output_size: TensorLike, iou_threshold: TensorLike = 0.5,
    score_threshold: TensorLike = NONE, pad_to_max_output_size: bool = False, name: str | None = None,
    sorted_input: bool = False, canonicalized_coordinates: bool = False, tile_size: int = 512,
) -> tuple[Tensor, Tensor]:  # fmt: skip
    """The same indices, with zeros up to ``max_output_size`` when wanted, and how many of them count.

    ``sorted_input``, ``canonicalized_coordinates`` and ``tile_size`` promise what would make it faster; they change
    no value. Raises ValueError for boxes that are not (n, 4).
    """
    given = _real(boxes)
    if given.sizes is not None and len(given.sizes) != 2:
        raise InvalidValueError(f"boxes must be (n, 4), of one image, but have the shape {given.shape}.")
    chosen, count = create_several(
        "NonMaxSuppressionPadded", given, _real(scores), convert_to_tensor(max_output_size, int32),
        _real(iou_threshold), _real(score_threshold), pad=bool(pad_to_max_output_size),
        name=name or "non_max_suppression_padded",
    )  # fmt: skip
    return chosen, count


@tf_export("image.combined_non_max_suppression")
def combined_non_max_suppression(
    boxes: TensorLike, scores: TensorLike, max_output_size_per_class: TensorLike, max_total_size: TensorLike,
    iou_threshold: TensorLike = 0.5, score_threshold: TensorLike = NONE, pad_per_class: bool = False,
    clip_boxes: bool = True, name: str | None = None,
) -> tuple[Tensor, ...]:  # fmt: skip
    """The boxes to keep of several classes: boxes (batch, m, 4), scores and classes (batch, m), and counts (batch,).

    Args:
        boxes: (batch, n, classes or 1, 4).
        scores: (batch, n, classes).
        max_output_size_per_class, max_total_size: how many to keep of a class, and of an image.
        pad_per_class: m is at most ``max_output_size_per_class * classes``; otherwise it is ``max_total_size``.
        clip_boxes: keep the corners within [0, 1].
    """
    return create_several(
        "CombinedNonMaxSuppression", _real(boxes), _real(scores),
        convert_to_tensor(max_output_size_per_class, int32), convert_to_tensor(max_total_size, int32),
        _real(iou_threshold), _real(score_threshold), pad_per_class=bool(pad_per_class), clip=bool(clip_boxes),
        name=name or "CombinedNonMaxSuppression",
    )  # fmt: skip


@tf_export("image.sample_distorted_bounding_box")
def sample_distorted_bounding_box(
    image_size: TensorLike, bounding_boxes: TensorLike, seed: int | None = None, seed2: int | None = None,
    min_object_covered: TensorLike = 0.1, aspect_ratio_range: Any = None, area_range: Any = None,
    max_attempts: int | None = None, use_image_if_no_bounding_boxes: bool | None = None, name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """A random window of an image, new at each run: begin and size for `tf.slice`, and the box (1, 1, 4).

    Args:
        image_size: [height, width, channels] of the image.
        bounding_boxes: (batch, n, 4), in units of the image's size.
        min_object_covered: the part of one of the boxes that must be in the window.
        aspect_ratio_range, area_range: of the window; (0.75, 1.33) and (0.05, 1) when not said. The area's unit is
            the whole image.
        max_attempts: after so many (100) failures it is the whole image.
        use_image_if_no_bounding_boxes: take the image as the box when there is none; otherwise
            InvalidArgumentError.
        seed2: must be None.
    """
    refuse("tf.image.sample_distorted_bounding_box", "use seed.", seed2=seed2 or None)
    begin, size, box = create_several(
        "SampleDistortedBoundingBox", convert_to_tensor(image_size, dtype_hint=int32), _real(bounding_boxes),
        _real(min_object_covered), ratios=_range(aspect_ratio_range, (0.75, 1.33)),
        areas=_range(area_range, (0.05, 1.0)), attempts=int(max_attempts or 100),
        whole=bool(use_image_if_no_bounding_boxes), name=name or "sample_distorted_bounding_box",
    )  # fmt: skip
    note_seed(begin, seed)
    return begin, size, box


def _range(given: Any, usual: tuple[float, float]) -> tuple[float, float]:
    low, high = usual if given is None else (float(n) for n in given)
    if not 0 < low <= high:
        raise InvalidValueError(f"A range is two positive numbers, the smaller first; got {given!r}.")
    return low, high
