"""A trained classifier in a file of its own, ready to answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor, nn

from lessonlib.models.logits import class_probability
from lessonlib.serving import program, weights
from lessonlib.serving.errors import ServingError, unknown_format
from lessonlib.serving.signature import Signature
from lessonlib.whole_file import write_whole

Forward = Callable[[Tensor], Tensor]


class _Format(NamedTuple):
    pack: Callable[[nn.Module, Tensor, Signature], bytes]
    unpack: Callable[[bytes, Path], tuple[Forward, Signature]]


_FORMATS = {
    ".pt2": _Format(program.pack, program.unpack),
    ".safetensors": _Format(weights.pack, weights.unpack),
}


@dataclass(frozen=True)
class Exported:
    """A classifier that was read from an exported file; call it for logits, or use `probability`.

    signature: the shape of its input, and its classes.
    version: the first 12 hexadecimal digits of the file's SHA-256, so that another file has another version.
    """

    signature: Signature
    version: str
    forward: Forward

    def __call__(self, X: Tensor) -> Tensor:
        """The logits of the rows of X: float32 (n, *input_shape) -> (n, classes), or (n, 1) or (n,) for two classes.

        Raises ServingError when X has another shape or dtype, or when the model returns NaN or infinity.
        """
        self.signature.check_input(X)
        with torch.no_grad():
            logits = self.forward(X)
        self.signature.check_output(logits, len(X))
        return logits

    def probability(self, X: Tensor) -> Tensor:
        """The probability of each class, (n, classes), each row adding up to 1. Raises as a call does."""
        share = class_probability(self(X))
        return share if share.ndim == 2 else torch.stack([1 - share, share], dim=1)


def export(
    model: nn.Module, example: Tensor, path: str | PathLike[str], class_names: Sequence[str]
) -> Exported:
    """Write a trained classifier to a file that can be served, read it back, and return what was read.

    model: returns logits, (n, classes); for two classes also (n, 1) or (n,). It is exported in evaluation mode, and
        left in the mode that it is in.
    example: one row or more, float32 (n, ...), on the CPU like the model. Only the shape of a row is kept.
    path: ends with .pt2 for a program, which runs without the model's class but must come from a trusted source; or
        with .safetensors for weights and sizes, which are safe from any source but need the class in
        `lessonlib.models`.
    class_names: one for each class.

    The file is written whole or not at all, and only when it gives the same answers as the model.

    Raises ServingError when the model is not a classifier of these classes, cannot be written in this format, or
    gives other answers after it was read back.
    """
    file = Path(path)
    shape = tuple(example.shape[1:])
    signature = Signature(type(model).__name__, shape, tuple(class_names))
    signature.check_input(example)
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            signature.check_output(model(example), len(example))
        content = _format(file).pack(model, example, signature)
        exported = _unpack(content, file)
        _compare(model, exported, example[:1])
    finally:
        model.train(was_training)
    write_whole(file, content)
    return exported


def load(path: str | PathLike[str]) -> Exported:
    """Read a file that `export` wrote.

    A .safetensors file may come from anybody. A .pt2 file is a program: nothing in it is unpickled, but load it only
    if you trust whoever made it.

    Raises ServingError when the file is missing or damaged, or holds something that `export` never writes.
    """
    file = Path(path)
    _format(file)
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ServingError(
            f"{file} cannot be read: {error.strerror}. Look for a mistake in its name"
        ) from error
    return _unpack(content, file)


def _unpack(content: bytes, file: Path) -> Exported:
    forward, signature = _format(file).unpack(content, file)
    return Exported(signature, hashlib.sha256(content).hexdigest()[:12], forward)


def _format(file: Path) -> _Format:
    if file.suffix not in _FORMATS:
        raise ServingError(unknown_format(file, list(_FORMATS)))
    return _FORMATS[file.suffix]


def _compare(model: nn.Module, exported: Exported, row: Tensor) -> None:
    """Raise ServingError when the file does not give the model's answers, for one row and for three."""
    for X in (row, torch.cat([row, torch.zeros_like(row), torch.ones_like(row)])):
        with torch.no_grad():
            expected = model(X)
        if not torch.allclose(exported(X), expected, rtol=1e-4, atol=1e-5):
            raise ServingError(
                f"after it was read back, {type(model).__name__} gives other answers for {len(X)} rows. It may draw "
                "random numbers even in evaluation mode: export a model that answers the same each time"
            )
