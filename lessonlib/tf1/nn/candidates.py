"""Candidate samplers: some classes of very many, drawn at random, in place of all (Jean et al., 2015).

Each function returns `Candidates`. The expected counts are what the sampled losses correct their logits with.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import torch

from lessonlib.graph.context import KernelState
from lessonlib.graph.create import convert_to_tensor, create_several
from lessonlib.graph.dtypes import float32, int32, int64
from lessonlib.graph.errors import InvalidArgumentError, InvalidValueError
from lessonlib.graph.export import tf_export
from lessonlib.graph.node import Tensor
from lessonlib.graph.ops.random import note_seed
from lessonlib.graph.registry import NOT_DIFFERENTIABLE, register
from lessonlib.graph.types import TensorLike
from lessonlib.tf1.gfile import GFile


class Candidates(NamedTuple):
    """What a sampler drew: int64 classes (num_sampled,), and how often each class is expected among so many.

    ``true_expected_count`` (batch, num_true) is of true classes, ``sampled_expected_count`` of those drawn: float32.
    """

    sampled_candidates: Tensor
    true_expected_count: Tensor
    sampled_expected_count: Tensor


def probabilities(kind: str, range_max: int, weights: tuple[float, ...]) -> torch.Tensor:
    """float64 (range_max,), of sum 1: "uniform", "log_uniform" (Zipf's law), or "fixed", as ``weights`` are."""
    if kind == "fixed":
        given = torch.tensor(weights, dtype=torch.float64)
        return given / given.sum()
    if kind == "uniform":
        return torch.full((range_max,), 1 / range_max, dtype=torch.float64)
    ranks = torch.arange(range_max, dtype=torch.float64)
    return torch.log((ranks + 2) / (ranks + 1)) / math.log(range_max + 1)


def draw_candidates(
    true_classes: torch.Tensor, kind: str, range_max: int, weights: tuple[float, ...], num_sampled: int, unique: bool,
    generator: torch.Generator, state: KernelState,
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:  # fmt: skip
    """The classes drawn, and the expected counts; a learned distribution counts the true classes afterwards."""
    if state.value is None:
        learned = torch.ones(range_max, dtype=torch.float64)  # each class counts once at first
        state.value = learned if kind == "learned" else probabilities(kind, range_max, weights)
    p = state.value / state.value.sum()
    if not unique:
        drawn = torch.multinomial(p, num_sampled, replacement=True, generator=_of_host(generator))
        expected = p * num_sampled
    else:
        drawn, tries = _distinct(p, num_sampled, _of_host(generator))
        expected = -torch.expm1(tries * torch.log1p(-p))  # 1 - (1 - p) ** tries
    if kind == "learned":
        state.value = state.value + torch.bincount(true_classes.reshape(-1).cpu(), minlength=range_max)
    home, wanted = true_classes.device, true_classes.cpu()
    counts = expected.to(torch.float32)
    return drawn.to(home), counts[wanted].to(home), counts[drawn].to(home)


def _of_host(generator: torch.Generator) -> torch.Generator:
    """A generator on the host, seeded by what ``generator`` draws where that is on another device."""
    if generator.device.type == "cpu":
        return generator
    seed = torch.empty((), dtype=torch.int64, device=generator.device).random_(generator=generator)
    return torch.Generator().manual_seed(int(seed))


def _distinct(p: torch.Tensor, count: int, generator: torch.Generator) -> tuple[torch.Tensor, int]:
    """``count`` different classes in the order in which they came, and how many draws that took."""
    seen: dict[int, None] = {}
    tries = 0
    while True:
        for item in torch.multinomial(p, count, replacement=True, generator=generator).tolist():
            tries += 1
            seen[item] = None
            if len(seen) == count:
                return torch.tensor(list(seen), dtype=torch.int64), tries


@tf_export("nn.uniform_candidate_sampler", "random.uniform_candidate_sampler")
def uniform_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int, seed: int | None = None,
    name: str | None = None,
) -> Candidates:  # fmt: skip
    """Classes of [0, range_max), each with the same probability.

    Args:
        true_classes: int64 (batch, num_true), for whose expected counts the caller asks.
        num_sampled: how many are drawn; different ones when ``unique``.

    Raises ValueError when more different classes are asked for than there are, or true_classes is not of rank 2.
    """
    name = name or "UniformCandidateSampler"
    return _drawn(true_classes, num_true, num_sampled, unique, range_max, seed, name, "uniform")


@tf_export("nn.log_uniform_candidate_sampler", "random.log_uniform_candidate_sampler")
def log_uniform_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int, seed: int | None = None,
    name: str | None = None,
) -> Candidates:  # fmt: skip
    """The same, with probability log((k + 2) / (k + 1)) / log(range_max + 1) for class k: frequent words first."""
    name = name or "LogUniformCandidateSampler"
    return _drawn(true_classes, num_true, num_sampled, unique, range_max, seed, name, "log_uniform")


@tf_export("nn.learned_unigram_candidate_sampler", "random.learned_unigram_candidate_sampler")
def learned_unigram_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int, seed: int | None = None,
    name: str | None = None,
) -> Candidates:  # fmt: skip
    """The same, with probabilities that follow the true classes that the session has seen so far."""
    name = name or "LearnedUnigramCandidateSampler"
    return _drawn(true_classes, num_true, num_sampled, unique, range_max, seed, name, "learned")


@tf_export("nn.fixed_unigram_candidate_sampler", "random.fixed_unigram_candidate_sampler")
def fixed_unigram_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int, vocab_file: str = "",
    distortion: float = 1.0, num_reserved_ids: int = 0, num_shards: int = 1, shard: int = 0,
    unigrams: Sequence[float] = (), seed: int | None = None, name: str | None = None,
) -> Candidates:  # fmt: skip
    """The same, with given weights: ``unigrams``, or the last column of the lines of ``vocab_file``.

    Args:
        distortion: the power to which the weights are raised: 1 as they are, 0 all the same.
        num_reserved_ids: how many classes, never drawn, stand before those of the weights.
        num_shards, shard: of so many parts, each of every num_shards-th class, the one to draw from; its classes are
            numbered from 0, and there are range_max of them.

    Raises ValueError unless exactly one of ``vocab_file`` and ``unigrams`` is given, for range_max classes.
    """
    if bool(vocab_file) == bool(len(unigrams)):
        raise InvalidArgumentError(
            None, None, "fixed_unigram_candidate_sampler needs either vocab_file or unigrams, and not both."
        )
    weights = np.asarray(_weights_in(vocab_file) if vocab_file else list(unigrams), np.float64)
    full = np.concatenate([np.zeros(num_reserved_ids), weights**distortion])[shard::num_shards]
    if len(full) != range_max:
        raise InvalidArgumentError(
            None,
            None,
            f"There are weights for {len(full)} classes, reserved ones included, but range_max is {range_max}.",
        )
    name = name or "FixedUnigramCandidateSampler"
    return _drawn(
        true_classes, num_true, num_sampled, unique, range_max, seed, name, "fixed", tuple(full.tolist())
    )


@tf_export("nn.all_candidate_sampler", "random.all_candidate_sampler")
def all_candidate_sampler(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, seed: int | None = None,
    name: str | None = None,
) -> Candidates:  # fmt: skip
    """The classes 0 ... num_sampled - 1, all of them; each is expected once."""
    classes = _classes(true_classes, num_true)
    return Candidates(*create_several("AllCandidates", classes, num_sampled=int(num_sampled),
                                      name=name or "AllCandidateSampler"))  # fmt: skip


@tf_export("nn.compute_accidental_hits")
def compute_accidental_hits(
    true_classes: TensorLike, sampled_candidates: TensorLike, num_true: int, seed: int | None = None,
    name: str | None = None,
) -> tuple[Tensor, Tensor, Tensor]:  # fmt: skip
    """(rows of the batch, places among the candidates, the smallest float32) where a candidate is a true class.

    To add the third to the logits at these places takes them out. int32 (hits,), int64 (hits,), float32 (hits,).
    """
    classes, drawn = _classes(true_classes, num_true), convert_to_tensor(sampled_candidates, int64)
    rows, places, weights = create_several(
        "AccidentalHits", classes, drawn, name=name or "ComputeAccidentalHits"
    )
    return rows, places, weights


def accidental_hits(
    true_classes: torch.Tensor, sampled: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    hits = torch.nonzero(
        (true_classes.unsqueeze(2) == sampled).any(1)
    )  # (batch, num_true, sampled) -> (hits, 2)
    lowest = torch.full((len(hits),), torch.finfo(torch.float32).min, device=sampled.device)
    return hits[:, 0].to(torch.int32), hits[:, 1], lowest


def all_candidates(
    true_classes: torch.Tensor, num_sampled: int
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    home = true_classes.device
    drawn, ones = torch.arange(num_sampled, device=home), torch.ones(num_sampled, device=home)
    return drawn, torch.ones(true_classes.shape, device=home), ones


def _drawn(
    true_classes: TensorLike, num_true: int, num_sampled: int, unique: bool, range_max: int, seed: int | None,
    name: str, kind: str, weights: tuple[float, ...] = (),
) -> Candidates:  # fmt: skip
    available = sum(weight > 0 for weight in weights) if weights else range_max
    if unique and num_sampled > available:
        raise InvalidArgumentError(
            None,
            None,
            f"{num_sampled} different classes cannot be drawn of {available}: sample fewer, or with unique=False.",
        )
    outputs = create_several(
        "CandidateSampler", _classes(true_classes, num_true), kind=kind, range_max=int(range_max), weights=weights,
        num_sampled=int(num_sampled), unique=bool(unique), name=name,
    )  # fmt: skip
    note_seed(outputs[0], seed)
    return Candidates(*outputs)


def _classes(true_classes: TensorLike, num_true: int) -> Tensor:
    """True classes as int64 (batch, num_true). Raises ValueError for another shape."""
    classes = convert_to_tensor(true_classes, int64)
    if classes.sizes is not None and (len(classes.sizes) != 2 or classes.sizes[1] not in (None, num_true)):
        raise InvalidValueError(
            f"true_classes must be (batch, num_true={num_true}), but have {classes.shape}."
        )
    return classes


def _weights_in(file: str) -> list[float]:
    with GFile(file) as lines:
        return [float(row[-1]) for row in csv.reader(lines) if row]


def _sampled_shape(true_classes: Tensor, num_sampled: int, **_: Any) -> list[Any]:
    return [(int64, (num_sampled,)), (float32, true_classes.sizes), (float32, (num_sampled,))]


register(
    "CandidateSampler", "true_classes", draw_candidates, NOT_DIFFERENTIABLE, needs="generator state",
    shape=_sampled_shape,
)  # fmt: skip
register("AllCandidates", "true_classes", all_candidates, NOT_DIFFERENTIABLE, shape=_sampled_shape)
register(
    "AccidentalHits", "true_classes sampled", accidental_hits, NOT_DIFFERENTIABLE,
    shape=lambda *_: [(int32, (None,)), (int64, (None,)), (float32, (None,))],
)  # fmt: skip
