"""Plain data as bytes between two processes that do not trust each other: JSON for the structure, raw bytes
for arrays, never pickle.

A message is two 32-bit lengths (big-endian), UTF-8 JSON, then the raw parts that the JSON refers to, in its
order. JSON has no place for most values, so an object with one key that starts with `$` is one of them:

    {"$tuple": [...]}  {"$dict": [[key, value], ...]}  {"$complex": [re, im]}  {"$ref": what its side calls it}
    {"$text": length}  {"$bytes": length}  {"$array": [dtype, shape]}  {"$tensor": [dtype, shape, grad]}
    {"$exact": [tag, parts]} (exact.py)

`unpack` takes nothing on trust: not the lengths, the nesting, the shapes, nor a text's encoding.
"""

from __future__ import annotations

import json
import math
import re
import struct
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import numpy as np

from lessonlib.check.source import Ref, Refused
from lessonlib.check.values.exact import put_together, taken_apart
from lessonlib.check.values.plain import Budget, is_tensor

MOST_BYTES = Budget.nbytes  # of all raw parts: the same limit as for a check that runs in the notebook
MOST_JSON = 8 * 2**20
MOST_DEPTH = Budget.depth + 8  # a message wraps the value
LENGTHS = struct.Struct(">II")

_MOST_ITEMS = Budget.items + 1000
_LONG = 256  # characters; a longer text is a raw part
_DTYPE = re.compile(r"[<>|]?(?:b1|[iu][1248]|f[248]|c(?:8|16)|[SU]\d{1,7}|[mM]8(?:\[\w{1,12}\])?)")
_MOST_AXES = 32
_TENSOR_DTYPES = re.compile(r"bool|u?int(8|16|32|64)|b?float16|float(32|64|8_e\w{1,8})|complex(64|128)")


class WireError(Exception):
    """What arrived is not a valid message: the other side broke the rules. The text says which."""


def pack(value: Any, name: Callable[[Ref], Any]) -> bytes:
    """The message that carries `value`; `name` turns a reference in it into something that JSON can hold.

    Raises TypeError for what is not plain data, and Refused when it is larger than a message may be.
    """
    packer = _Packer(name)
    structure = packer.value(value)
    try:
        text = json.dumps(structure, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can only escape
        text = json.dumps(structure, separators=(",", ":")).encode()
    size = sum(map(len, packer.parts))
    if len(text) > MOST_JSON or size > MOST_BYTES:
        raise Refused("it is too large to be checked")
    return b"".join([LENGTHS.pack(len(text), size), text, *packer.parts])


def lengths(head: bytes | bytearray) -> tuple[int, int]:
    """The lengths of the JSON and of the raw parts, from the first `LENGTHS.size` bytes of a message.

    Raises WireError when a message may not be that long.
    """
    text, parts = LENGTHS.unpack(head)
    if text > MOST_JSON or parts > MOST_BYTES:
        raise WireError(f"a message of {text} + {parts} bytes")
    return text, parts


def unpack(text: bytes | bytearray, parts: bytes | bytearray, refer: Callable[[Any], Any]) -> Any:
    """The value of a message; `refer` turns the name of a reference into the reference on this side.

    Raises WireError for anything that `pack` would not have written.
    """
    try:
        structure = json.loads(text.decode(), object_pairs_hook=_Pairs, parse_constant=float)
    except (ValueError, RecursionError) as error:  # also UnicodeDecodeError, and numbers of too many digits
        raise WireError(f"not JSON: {type(error).__name__}") from None
    unpacker = _Unpacker(memoryview(parts), refer)
    value = unpacker.value(structure, 0)
    if unpacker.place != len(parts):
        raise WireError("raw bytes that nothing refers to")
    return value


class _Packer:
    def __init__(self, name: Callable[[Ref], Any]) -> None:
        self.name = name
        self.parts: list[bytes] = []

    def value(self, value: Any) -> Any:
        kind = type(value)
        if value is None or kind in (bool, int, float):
            return value
        if kind is str:
            return value if len(value) <= _LONG else self.raw("$text", value.encode("utf-8", "surrogatepass"))
        if kind is list:
            return [self.value(part) for part in value]
        if kind is dict:
            return self.mapping(value)
        return self.special(value)

    def mapping(self, value: dict[Any, Any]) -> Any:
        if all(type(key) is str and len(key) <= _LONG and key[:1] != "$" for key in value):
            return {key: self.value(part) for key, part in value.items()}
        return {"$dict": [[self.value(key), self.value(part)] for key, part in value.items()]}

    def special(self, value: Any) -> Any:
        kind = type(value)
        if kind is tuple:
            return {"$tuple": [self.value(part) for part in value]}
        if kind is bytes:
            return self.raw("$bytes", value)
        if kind is complex:
            return {"$complex": [value.real, value.imag]}
        if (exact := taken_apart(value)) is not None:
            tag, parts = exact
            return {"$exact": [tag, [self.value(part) for part in parts]]}
        if issubclass(kind, Ref):
            return {"$ref": self.value(self.name(value))}
        if kind is np.ndarray and _DTYPE.fullmatch(value.dtype.str):
            self.parts.append(value.tobytes())
            return {"$array": [value.dtype.str, list(value.shape)]}
        if is_tensor(value):
            return self.tensor(value)
        raise TypeError(
            f"A check cannot send {_named(value)} to the learner's code. "
            "Send plain data, arrays of numbers or text, tensors, or what `answer` gave."
        )

    def tensor(self, value: Any) -> Any:
        torch = sys.modules["torch"]
        data = value.detach().cpu()
        data = (data if data.layout == torch.strided else data.to_dense()).resolve_conj().resolve_neg()
        flat = torch.empty(data.numel(), dtype=data.dtype).copy_(
            data.reshape(-1)
        )  # with strides that fit bytes
        self.parts.append(flat.view(torch.uint8).numpy().tobytes())
        return {"$tensor": [str(value.dtype).removeprefix("torch."), list(value.shape), value.requires_grad]}

    def raw(self, tag: str, part: bytes) -> dict[str, int]:
        self.parts.append(part)
        return {tag: len(part)}


def _named(value: Any) -> str:
    kind = type(value).__name__
    return f"an array of dtype {value.dtype}" if kind == "ndarray" else f"a {kind}"


class _Pairs(list[tuple[str, Any]]):
    """A JSON object as it was written, with repeated keys."""


class _Unpacker:
    def __init__(self, parts: memoryview, refer: Callable[[Any], Any]) -> None:
        self.parts, self.refer = parts, refer
        self.place = self.items = 0

    def value(self, value: Any, depth: int) -> Any:
        self.items += 1
        if self.items > _MOST_ITEMS or depth > MOST_DEPTH:
            raise WireError("too many elements, or nested too deeply")
        if type(value) is list:
            return [self.value(part, depth + 1) for part in value]
        if type(value) is _Pairs:
            return self.object(value, depth)
        return value  # JSON's own: None, bool, int, float, str

    def object(self, pairs: _Pairs, depth: int) -> Any:
        if len(pairs) == 1 and pairs[0][0][:1] == "$":
            tag, content = pairs[0]
            make = _SPECIAL.get(tag) or _broken(f"the unknown tag {tag[:20]!r}")
            return make(self, content, depth)
        return self.unique([(key, self.value(part, depth + 1)) for key, part in pairs])

    def unique(self, pairs: Sequence[tuple[Any, Any]]) -> dict[Any, Any]:
        try:
            made = dict(pairs)
        except TypeError:
            raise WireError("a key that cannot be one") from None
        if len(made) != len(pairs):
            raise WireError("a key that comes twice")
        return made

    def mapping(self, content: Any, depth: int) -> dict[Any, Any]:
        pairs = [_fields(pair, 2) for pair in _list(content)]
        self.items += len(pairs)
        return self.unique([(self.value(key, depth + 1), self.value(part, depth + 1)) for key, part in pairs])

    def sequence(self, content: Any, depth: int) -> tuple[Any, ...]:
        return tuple(self.value(part, depth + 1) for part in _list(content))

    def complex_number(self, content: Any, depth: int) -> complex:
        real, imaginary = _fields(content, 2)
        return complex(_exact(real, float), _exact(imaginary, float))

    def reference(self, content: Any, depth: int) -> Any:
        return self.refer(self.value(content, depth + 1))

    def long_text(self, content: Any, depth: int) -> str:
        try:
            return str(self.take(_count(content)), "utf-8", "surrogatepass")
        except UnicodeDecodeError:
            raise WireError("a text that is not UTF-8") from None

    def raw_bytes(self, content: Any, depth: int) -> bytes:
        return bytes(self.take(_count(content)))

    def array(self, content: Any, depth: int) -> np.ndarray[Any, Any]:
        name, axes = _fields(content, 2)
        if not _DTYPE.fullmatch(_exact(name, str)):
            raise WireError("an array of an unknown dtype")
        shape = _shape(axes)
        try:
            dtype = np.dtype(name)
            raw = self.take(math.prod(shape) * dtype.itemsize)
            made = np.empty(shape, dtype)
        except (TypeError, ValueError):
            raise WireError("an array of an unknown dtype, or too large") from None
        if raw.nbytes:
            made.reshape(-1).view(np.uint8)[:] = np.frombuffer(raw, np.uint8)
            _well_formed(made)
        return made

    def tensor(self, content: Any, depth: int) -> Any:
        import torch

        name, axes, grad = _fields(content, 3)
        dtype, shape = getattr(torch, _exact(name, str), None), _shape(axes)
        if not isinstance(dtype, torch.dtype) or not _TENSOR_DTYPES.fullmatch(name):
            raise WireError("a tensor of an unknown dtype")
        raw = self.take(math.prod(shape) * torch.empty((), dtype=dtype).element_size())
        if name == "bool" and raw.nbytes and max(raw) > 1:
            raise WireError("a boolean tensor with values that are neither true nor false")
        try:
            flat = torch.frombuffer(bytearray(raw), dtype=torch.uint8) if raw.nbytes else torch.empty(0)
            made = flat.view(dtype).reshape(shape) if raw.nbytes else torch.empty(shape, dtype=dtype)
            return made.requires_grad_(_exact(grad, bool))
        except RuntimeError:  # a gradient of whole numbers, an impossible shape
            raise WireError("a tensor that there cannot be") from None

    def exact(self, content: Any, depth: int) -> Any:
        tag, parts = _fields(content, 2)
        try:
            return put_together(_exact(tag, str), [self.value(part, depth + 1) for part in _list(parts)])
        except ValueError as error:
            raise WireError(str(error)) from None

    def take(self, length: int) -> memoryview:
        if length > len(self.parts) - self.place:
            raise WireError("fewer raw bytes than it says")
        self.place += length
        return self.parts[self.place - length : self.place]


_SPECIAL: dict[str, Callable[[_Unpacker, Any, int], Any]] = {
    "$tuple": _Unpacker.sequence,
    "$dict": _Unpacker.mapping,
    "$complex": _Unpacker.complex_number,
    "$ref": _Unpacker.reference,
    "$text": _Unpacker.long_text,
    "$bytes": _Unpacker.raw_bytes,
    "$array": _Unpacker.array,
    "$tensor": _Unpacker.tensor,
    "$exact": _Unpacker.exact,
}


def _well_formed(array: np.ndarray[Any, Any]) -> None:
    """Raise WireError for bytes that are no valid booleans or characters: NumPy would fail on them later."""
    flat = array.reshape(-1)
    if array.dtype.kind == "b" and flat.view(np.uint8).max() > 1:
        raise WireError("a boolean array with values that are neither true nor false")
    if array.dtype.kind == "U":
        codes = flat.view(np.dtype(np.uint32).newbyteorder(array.dtype.byteorder))
        if codes.max() > sys.maxunicode:
            raise WireError("an array of text with invalid characters")


def _shape(axes: Any) -> tuple[int, ...]:
    shape = tuple(_count(length) for length in _list(axes))
    if len(shape) > _MOST_AXES or math.prod(filter(None, shape)) > MOST_BYTES:
        raise WireError("an array of an impossible shape")
    return shape


def _fields(content: Any, count: int) -> list[Any]:
    if type(content) is not list or len(content) != count:
        raise WireError(f"not {count} fields")
    return content


def _list(content: Any) -> list[Any]:
    if type(content) is not list:
        raise WireError("not a list")
    return content


def _count(number: Any) -> int:
    if type(number) is not int or number < 0:
        raise WireError("not a count")
    return number


def _exact(value: Any, kind: type) -> Any:
    return value if type(value) is kind else _broken(f"not a {kind.__name__}")


def _broken(what: str) -> NoReturn:
    raise WireError(what)
