"""The losses of lists of time steps against torch."""

import numpy as np
import pytest
import torch

import lessonlib.tf1 as tf

RNG = np.random.default_rng(4)
LOGITS = [RNG.normal(size=(2, 3)).astype(np.float32) for _ in range(3)]
TARGETS = [RNG.integers(0, 3, 2) for _ in range(3)]
WEIGHTS = [np.array(weights, np.float32) for weights in ([1, 1], [1, 0], [2, 0])]


def test_against_torch():
    legacy = tf.contrib.legacy_seq2seq
    found = [
        legacy.sequence_loss_by_example(LOGITS, TARGETS, WEIGHTS),
        legacy.sequence_loss_by_example(LOGITS, TARGETS, WEIGHTS, average_across_timesteps=False),
        legacy.sequence_loss(LOGITS, TARGETS, WEIGHTS),
        legacy.sequence_loss(LOGITS, TARGETS, WEIGHTS, average_across_batch=False),
    ]
    steps = zip(LOGITS, TARGETS, strict=True)
    each = np.stack([
        torch.nn.functional.cross_entropy(torch.tensor(x), torch.tensor(y), reduction="none").numpy() for x, y in steps
    ])  # fmt: skip
    total = (each * WEIGHTS).sum(0)
    mean = total / np.sum(WEIGHTS, 0)
    with tf.Session(device="cpu") as session:
        for one, expected in zip(session.run(found), (mean, total, mean.mean(), mean.sum()), strict=True):
            np.testing.assert_allclose(one, expected, rtol=1e-5)
    with pytest.raises(ValueError, match="must be the same 3, 2, 3"):
        legacy.sequence_loss_by_example(LOGITS, TARGETS, WEIGHTS[:2])
