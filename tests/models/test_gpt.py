"""The GPT against PyTorch's own layers and against its formulas, and what it must not see."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib.models import GPT, GPTConfig
from lessonlib.models.gpt import Block, CausalAttention, attention_weights, sine_positions

SMALL = GPTConfig(symbols=11, context=12, width=8, heads=2, blocks=2)


def a_model(**changes):
    torch.manual_seed(0)
    model = GPT(GPTConfig(**{**vars(SMALL), **changes}))
    with torch.no_grad():
        for parameter in model.parameters():  # larger than at the start, so that everything counts
            parameter.add_(0.3 * torch.randn_like(parameter))
    return model


def test_attention_weights_by_hand():
    torch.manual_seed(0)
    q, k = torch.randn(5, 4), torch.randn(5, 4)
    got = attention_weights(q, k)
    for t in range(5):
        powers = [math.exp(float(q[t] @ k[s]) / 2) for s in range(t + 1)]
        want = torch.tensor([power / sum(powers) for power in powers] + [0.0] * (4 - t))
        torch.testing.assert_close(got[t], want)


def test_attention_is_pytorch_s_multi_head_attention():
    torch.manual_seed(0)
    ours, oracle = CausalAttention(SMALL), nn.MultiheadAttention(8, 2, batch_first=True)
    with torch.no_grad():
        oracle.in_proj_weight.copy_(ours.qkv.weight)
        oracle.in_proj_bias.copy_(ours.qkv.bias)
        oracle.out_proj.load_state_dict(ours.output.state_dict())
    x = torch.randn(3, 7, 8)
    later = torch.ones(7, 7, dtype=torch.bool).triu(1)
    want, weights = oracle(x, x, x, attn_mask=later, average_attn_weights=False)
    torch.testing.assert_close(ours(x), want)
    torch.testing.assert_close(ours.weights(x), weights)


def test_the_fused_function_gives_the_numbers_of_the_formula():
    fused, formula = a_model(fused=True), a_model(fused=False)
    ids = torch.randint(11, (3, 9))
    torch.testing.assert_close(fused(ids), formula(ids))
    for model in (fused, formula):
        F.cross_entropy(model(ids).flatten(0, 1), ids.flatten()).backward()
    for one, other in zip(fused.parameters(), formula.parameters(), strict=True):
        torch.testing.assert_close(one.grad, other.grad, atol=1e-6, rtol=1e-4)


def test_a_block_is_pytorch_s_encoder_layer():
    torch.manual_seed(0)
    ours = Block(SMALL)
    oracle = nn.TransformerEncoderLayer(8, 2, 32, 0.0, "gelu", batch_first=True, norm_first=True)
    ours_by_name = dict(ours.named_parameters())
    names = {
        "self_attn.in_proj_weight": "attention.qkv.weight",
        "self_attn.in_proj_bias": "attention.qkv.bias",
        "self_attn.out_proj.weight": "attention.output.weight",
        "self_attn.out_proj.bias": "attention.output.bias",
        "linear1.weight": "mlp.0.weight",
        "linear1.bias": "mlp.0.bias",
        "linear2.weight": "mlp.2.weight",
        "linear2.bias": "mlp.2.bias",
        "norm1.weight": "norm_1.weight",
        "norm1.bias": "norm_1.bias",
        "norm2.weight": "norm_2.weight",
        "norm2.bias": "norm_2.bias",
    }
    with torch.no_grad():
        for theirs, parameter in oracle.named_parameters():
            parameter.add_(0.1 * torch.randn_like(parameter))
            ours_by_name[names[theirs]].copy_(parameter)
    x = torch.randn(2, 5, 8)
    later = torch.ones(5, 5, dtype=torch.bool).triu(1)
    torch.testing.assert_close(ours(x), oracle(x, src_mask=later))


@pytest.mark.parametrize("fused", [True, False])
def test_no_place_sees_a_later_one(fused):
    model = a_model(fused=fused)
    ids = torch.randint(11, (1, 12))
    with torch.no_grad():
        before = model(ids)
        for place in range(12):
            changed = ids.clone()
            changed[0, place] = (ids[0, place] + 1) % 11
            moved = (model(changed) - before).abs().amax(dim=(0, 2)) > 1e-6
            assert not moved[:place].any()
            assert moved[place:].all()


def test_without_positions_the_order_of_what_came_before_is_lost():
    model = a_model(blocks=1)
    ids = torch.tensor([[3, 1, 4, 5]])
    swapped = torch.tensor([[1, 3, 4, 5]])
    with torch.no_grad():
        assert not torch.allclose(model(ids)[:, -1], model(swapped)[:, -1])
        model.positions.zero_()
        torch.testing.assert_close(model(ids)[:, -1], model(swapped)[:, -1])


def test_sine_positions_turn_by_the_same_angle_at_each_place():
    table = sine_positions(50, 8)
    assert table.shape == (50, 8)
    for place, wave in ((0, 0), (7, 1), (49, 3)):
        angle = place / 10_000 ** (2 * wave / 8)
        assert table[place, 2 * wave : 2 * wave + 2].tolist() == pytest.approx(
            [math.sin(angle), math.cos(angle)], abs=1e-5
        )
    products = table @ table.T  # depends on the distance alone
    torch.testing.assert_close(products[3:, 3:], products[:-3, :-3], atol=1e-4, rtol=0)
    model = a_model(positions="sine")
    assert torch.equal(model.positions, sine_positions(12, 8))
    assert "positions" not in dict(model.named_parameters())


def test_the_weights_are_those_that_the_blocks_use():
    model = a_model(fused=False)
    ids = torch.randint(11, (2, 6))
    seen = model.attention(ids)
    assert seen.shape == (2, 2, 2, 6, 6)
    torch.testing.assert_close(seen.sum(-1), torch.ones(2, 2, 2, 6))
    assert (seen.triu(1) == 0).all()
    x = model.embed(ids)
    torch.testing.assert_close(seen[:, 0], model.blocks[0].attention.weights(model.blocks[0].norm_1(x)))
    x = model.blocks[0](x)
    torch.testing.assert_close(seen[:, 1], model.blocks[1].attention.weights(model.blocks[1].norm_1(x)))


def test_it_writes_from_the_last_part_of_a_long_text():
    model, random = a_model(), torch.Generator()
    start = torch.randint(11, (2, 20))
    got = model.write(start, 4, temperature=0.9, top_k=5, random=random.manual_seed(3))
    random.manual_seed(3)
    want = start
    for _ in range(4):
        with torch.no_grad():
            logits = model(want[:, -12:])[:, -1] / 0.9
        logits[logits < logits.topk(5).values[:, -1:]] = -torch.inf
        want = torch.cat([want, torch.multinomial(logits.softmax(1), 1, generator=random)], dim=1)
    assert torch.equal(got, want)


def test_the_parameters_are_counted_by_the_formula_of_the_lesson():
    for config in (SMALL, GPTConfig(), GPTConfig(positions="sine")):
        C, V, T = config.width, config.symbols, config.context
        block = 12 * C * C + 13 * C
        positions = T * C if config.positions == "learned" else 0
        want = V * C + positions + config.blocks * block + 2 * C + V * C
        assert sum(part.numel() for part in GPT(config).parameters()) == want


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: GPTConfig(heads=0), "heads=0.*expected sizes above 0"),
        (lambda: GPTConfig(width=10, heads=4), "width is 10 and heads is 4"),
        (lambda: GPTConfig(positions="none"), "positions is 'none', expected one of: learned, sine"),
        (lambda: GPTConfig(width=3, heads=1, positions="sine"), "width is 3, expected an even one"),
        (
            lambda: a_model()(torch.zeros(1, 13, dtype=torch.int64)),
            "the text has 13 symbols, expected at most 12",
        ),
    ],
)
def test_what_does_not_fit_together(make, message):
    with pytest.raises(ValueError, match=message):
        make()
