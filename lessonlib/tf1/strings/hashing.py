"""Strings to numbers under a limit, spread evenly: exactly the numbers that TensorFlow gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch

from lessonlib.graph.create import create, one_of
from lessonlib.graph.dtypes import int64
from lessonlib.graph.errors import InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.strings.text import strings
from lessonlib.tf1.strings.values import each

MASK = 2**64 - 1
K0, K1, K2 = 0xC3A5C85C97CB3127, 0xB492B66FBE98F273, 0x9AE16A3B2F90404F
Hash = Callable[[bytes], int]


def murmur(s: bytes) -> int:
    """MurmurHash64A (Appleby, 2008) with TensorFlow's seed."""
    m = 0xC6A4A7935BD1E995
    h = 0xDECAFCAFFE ^ (len(s) * m & MASK)
    whole = len(s) // 8 * 8
    for i in range(0, whole, 8):
        k = _word(s, i) * m & MASK
        k = (k ^ k >> 47) * m & MASK
        h = (h ^ k) * m & MASK
    if whole < len(s):
        h = (h ^ int.from_bytes(s[whole:], "little")) * m & MASK
    h = (h ^ h >> 47) * m & MASK
    return h ^ h >> 47


def farm(s: bytes) -> int:
    """FarmHash's Fingerprint64 (Pike & Alakuijala, 2014)."""
    n = len(s)
    if n > 64:
        return _farm_long(s)
    if n > 32:
        return _farm_to_64(s)
    mul = K2 + 2 * n
    if n > 16:
        a, b, c, d = _word(s, 0) * K1 & MASK, _word(s, 8), _word(s, n - 8) * mul, _word(s, n - 16) * K2
        return _mixed(_turned(a + b, 43) + _turned(c, 30) + d, a + _turned(b + K2, 18) + c, mul)
    if n >= 8:
        a, b = _word(s, 0) + K2, _word(s, n - 8)
        return _mixed(_turned(b, 37) * mul + a, (_turned(a, 25) + b) * mul, mul)
    if n >= 4:
        first, last = int.from_bytes(s[:4], "little"), int.from_bytes(s[-4:], "little")
        return _mixed(n + (first << 3), last, mul)
    if n:
        y, z = s[0] + (s[n >> 1] << 8), n + (s[-1] << 2)
        return _shifted((y * K2 ^ z * K0) & MASK) * K2 & MASK
    return K2


def _farm_to_64(s: bytes) -> int:
    n = len(s)
    mul = K2 + 2 * n
    a, b, c, d = _word(s, 0) * K2 & MASK, _word(s, 8), _word(s, n - 8) * mul, _word(s, n - 16) * K2
    y = _turned(a + b, 43) + _turned(c, 30) + d
    z = _mixed(y, a + _turned(b + K2, 18) + c, mul)
    e, f = _word(s, 16) * mul, _word(s, 24)
    g, h = (y + _word(s, n - 32)) * mul, (z + _word(s, n - 24)) * mul
    return _mixed(_turned(e + f, 43) + _turned(g, 30) + h, e + _turned(f + a, 18) + g, mul)


def _farm_long(s: bytes) -> int:
    """Blocks of 64 bytes, then the last 64 once more, as the end need not fill a block."""
    x, y = 81, (81 * K1 + 113) & MASK
    z = _shifted((y * K2 + 113) & MASK) * K2 & MASK
    v = w = (0, 0)
    x = (x * K2 + _word(s, 0)) & MASK
    blocks, over = divmod(len(s) - 1, 64)
    for i in range(0, 64 * blocks, 64):
        x = _turned(x + y + v[0] + _word(s, i + 8), 37) * K1 & MASK
        y = _turned(y + v[1] + _word(s, i + 48), 42) * K1 & MASK
        x ^= w[1]
        y = (y + v[0] + _word(s, i + 40)) & MASK
        z = _turned(z + w[0], 33) * K1 & MASK
        v = _weak(s, i, v[1] * K1, x + w[0])
        w = _weak(s, i + 32, z + w[1], y + _word(s, i + 16))
        z, x = x, z
    mul, i = K1 + ((z & 0xFF) << 1), len(s) - 64
    w = (w[0] + over, w[1])
    v = (v[0] + w[0], v[1])
    w = (w[0] + v[0], w[1])
    x = _turned(x + y + v[0] + _word(s, i + 8), 37) * mul & MASK
    y = _turned(y + v[1] + _word(s, i + 48), 42) * mul & MASK
    x ^= w[1] * 9 & MASK
    y = (y + v[0] * 9 + _word(s, i + 40)) & MASK
    z = _turned(z + w[0], 33) * mul & MASK
    v = _weak(s, i, v[1] * mul, x + w[0])
    w = _weak(s, i + 32, z + w[1], y + _word(s, i + 16))
    z, x = x, z
    return _mixed(_mixed(v[0], w[0], mul) + _shifted(y) * K0 + z, _mixed(v[1], w[1], mul) + x, mul)


def _weak(s: bytes, i: int, a: int, b: int) -> tuple[int, int]:
    w, x, y, z = (_word(s, i + k) for k in (0, 8, 16, 24))
    a = a + w
    b = _turned(b + a + z, 21)
    c = a
    a = a + x + y
    return (a + z) & MASK, (b + _turned(a, 44) + c) & MASK


def _mixed(u: int, v: int, mul: int) -> int:
    u, v = u & MASK, v & MASK
    a = _shifted((u ^ v) * mul & MASK)
    return _shifted((v ^ a) * mul & MASK) * mul & MASK


def _shifted(value: int) -> int:
    return value ^ value >> 47


def _turned(value: int, count: int) -> int:
    """A 64-bit number turned right."""
    value &= MASK
    return (value >> count | value << (64 - count)) & MASK


def _word(s: bytes, i: int) -> int:
    return int.from_bytes(s[i : i + 8], "little")


def fingerprints(values: Any) -> np.ndarray:
    """uint64: the hash of each word; a whole number is its own."""
    if isinstance(values, torch.Tensor):
        return values.cpu().numpy().view(np.uint64)
    words = values.ravel().tolist()
    known = {word: farm(word) for word in set(words)}
    return np.array([known[word] for word in words], np.uint64).reshape(values.shape)


def joined(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """One hash of two, uint64, for all pairs of two arrays that broadcast: TensorFlow's FingerprintCat64."""
    m = np.uint64(0xC6A4A7935BD1E995)

    def mixed(value: np.ndarray) -> np.ndarray:
        high: np.ndarray = value >> np.uint64(47)
        return np.bitwise_xor(value, high)  # type: ignore[no-any-return]

    first = (a ^ m ^ mixed(b * m) * m) * m  # arrays wrap at 2**64
    result: np.ndarray = mixed(mixed(first) * m)
    return result


def sip(s: bytes, key: Sequence[int]) -> int:
    """SipHash-2-4 (Aumasson & Bernstein, 2012)."""
    starts = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)
    v = [start ^ key[i % 2] for i, start in enumerate(starts)]
    whole = len(s) // 8 * 8
    words = [_word(s, i) for i in range(0, whole, 8)]
    for word in [*words, int.from_bytes(s[whole:], "little") | (len(s) & 0xFF) << 56]:
        v[3] ^= word
        _sip_rounds(v, 2)
        v[0] ^= word
    v[2] ^= 0xFF
    _sip_rounds(v, 4)
    return v[0] ^ v[1] ^ v[2] ^ v[3]


def _sip_rounds(v: list[int], count: int) -> None:
    for _ in range(count):
        v[0] = (v[0] + v[1]) & MASK
        v[1] = _turned(v[1], 51) ^ v[0]
        v[0] = _turned(v[0], 32)
        v[2] = (v[2] + v[3]) & MASK
        v[3] = _turned(v[3], 48) ^ v[2]
        v[0] = (v[0] + v[3]) & MASK
        v[3] = _turned(v[3], 43) ^ v[0]
        v[2] = (v[2] + v[1]) & MASK
        v[1] = _turned(v[1], 47) ^ v[2]
        v[2] = _turned(v[2], 32)


def buckets_of(input: Any, kind: str, count: int, key: tuple[int, ...], device: torch.device) -> torch.Tensor:
    hashed: dict[str, Hash] = {"fast": farm, "plain": murmur, "strong": lambda s: sip(s, key)}
    found = each(lambda s: hashed[kind](s) % count, input)
    return torch.as_tensor(np.asarray(found, np.int64), device=device)


register(
    "StringToHashBucket", "input", buckets_of, NOT_DIFFERENTIABLE, same="", needs="device",
    shape=lambda input, **_: [(int64, input.sizes)],
)  # fmt: skip


def _buckets(kind: str, input: Any, count: int, name: str, key: Sequence[int] = ()) -> Tensor:
    if count < 1:
        raise InvalidValueError(f"num_buckets must be at least 1, but is {count}.")
    return create(
        "StringToHashBucket", strings(input, "string_to_hash_bucket"), kind=kind, count=int(count),
        key=tuple(int(part) & MASK for part in key), name=name,
    )  # fmt: skip


@tf_export("string_to_hash_bucket_fast", "strings.to_hash_bucket_fast")
def string_to_hash_bucket_fast(input: TensorLike, num_buckets: int, name: str | None = None) -> Tensor:
    """A number under ``num_buckets`` for each string, int64, by FarmHash."""
    return _buckets("fast", input, num_buckets, name or "StringToHashBucketFast")


@tf_export("string_to_hash_bucket", "strings.to_hash_bucket")
def string_to_hash_bucket(
    string_tensor: TensorLike | None = None, num_buckets: int = 0, name: str | None = None,
    input: TensorLike | None = None,
) -> Tensor:  # fmt: skip
    """A number under ``num_buckets`` for each string, int64, by TensorFlow's older hash.

    ``input`` is the newer name of ``string_tensor``.
    """
    given = one_of("input", input, "string_tensor", string_tensor)
    return _buckets("plain", given, num_buckets, name or "StringToHashBucket")


@tf_export("string_to_hash_bucket_strong", "strings.to_hash_bucket_strong")
def string_to_hash_bucket_strong(
    input: TensorLike, num_buckets: int, key: Sequence[int], name: str | None = None
) -> Tensor:
    """A number under ``num_buckets`` for each string, int64, by SipHash with a secret ``key`` of two numbers."""
    if len(key) != 2:
        raise InvalidValueError(f"key must be two numbers, but is {key!r}.")
    return _buckets("strong", input, num_buckets, name or "StringToHashBucketStrong", key)
