"""What the tests of deeper networks compare with, against formulas and PyTorch's modules."""

import numpy as np
import torch
from torch import nn

from lessonlib.check.references import deeper


def test_normalised_is_batch_norm_2d_in_both_modes():
    rng = np.random.default_rng(0)
    h, running = rng.normal(size=(4, 3, 2, 5)), (rng.normal(size=3), rng.uniform(1, 2, 3))
    gamma, beta = rng.normal(size=(2, 3))
    for mode in (True, False):
        layer = nn.BatchNorm2d(3).double().train(mode)
        layer.load_state_dict(
            {
                "weight": torch.tensor(gamma),
                "bias": torch.tensor(beta),
                "running_mean": torch.tensor(running[0]),
                "running_var": torch.tensor(running[1]),
                "num_batches_tracked": torch.tensor(0),
            }
        )
        out, after = deeper.normalised(h, gamma, beta, running, mode)
        np.testing.assert_allclose(out, layer(torch.tensor(h)).detach().numpy(), rtol=1e-6, atol=1e-6)
        for got, want in zip(after, (layer.running_mean, layer.running_var), strict=True):
            np.testing.assert_allclose(got, want.numpy(), rtol=1e-6)
        assert np.allclose(after[0], running[0]) != mode


def test_a_random_block_leaves_no_number_at_its_start():
    torch.manual_seed(0)
    block = deeper.random_block(3, 5, 2)
    for norm in (block.norm1, block.norm2, block.shortcut[1]):
        for part in (norm.weight, norm.bias, norm.running_mean, norm.running_var):
            assert part.std() > 0.05
        assert norm.running_var.min() > 0.4
    assert sum(part.numel() for part in block.parameters()) == deeper.block_parameters(3, 5, 2)


def test_pooled_scores_are_a_mean_and_a_layer():
    rng = np.random.default_rng(1)
    maps, weight, bias = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(6, 3)), rng.normal(size=6)
    want = np.einsum("ncij,kc->nk", maps, weight) / 20 + bias
    np.testing.assert_allclose(deeper.pooled_scores(maps, weight, bias), want)


def test_moved_pictures_lose_what_leaves_them():
    X = torch.arange(1.0, 13).reshape(2, 1, 2, 3)
    got = deeper.moved(X, [1, -1], [-1, 2])
    assert got[0, 0].tolist() == [[0, 0, 0], [2, 3, 0]]
    assert got[1, 0].tolist() == [[0, 0, 10], [0, 0, 0]]


def test_modes_and_gradients_are_told_by_name():
    network = deeper.body_and_head()
    network.train()
    network.body.eval().requires_grad_(False)
    assert [name for name, on in deeper.told_modes(network).items() if not on and "." not in name] == ["body"]
    told = deeper.told_gradients(network, torch.rand(2, 3, 6, 6))
    assert {name for name, has in told.items() if has} == {"head.2.weight", "head.2.bias"}
    assert sum(name.startswith("body") for name in told) == 8
    network.requires_grad_(False)
    assert not any(deeper.told_gradients(network, torch.rand(2, 3, 6, 6)).values())
