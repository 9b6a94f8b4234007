"""The family from LeNet to ResNet: shapes, formulas, parameters, and what is refused."""

import dataclasses

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from lessonlib.models import BlockNet, BlockNetConfig, LeNetBlock, PlainBlock, PooledHead, ResidualBlock

IMAGES = torch.rand(4, 3, 20, 20, generator=torch.Generator().manual_seed(0))
LENET_5 = BlockNetConfig(image=(1, 32, 32), classes=10, kind="lenet", widths=(6, 16), head="hidden")


def parameters(module):
    return sum(part.numel() for part in module.parameters())


def spread(block):
    """Parameters and statistics that leave nothing at 0 or 1."""
    torch.manual_seed(1)
    for part in block.state_dict().values():
        if part.dtype == torch.float32:
            part.copy_(torch.rand(part.shape) + 0.3)
    return block.eval()


def normalised(h, norm):
    scale = norm.weight / (norm.running_var + norm.eps).sqrt()
    return (h - norm.running_mean[:, None, None]) * scale[:, None, None] + norm.bias[:, None, None]


def test_lenet_has_the_sizes_of_1998():
    model = BlockNet(LENET_5)
    sizes = [parameters(part) for part in model.body.stages] + [parameters(p) for p in model.head]
    assert sizes == [6 * 26, 16 * (6 * 25 + 1), 0, 400 * 120 + 120, 0, 120 * 84 + 84, 0, 850]
    X = torch.rand(2, 1, 32, 32)
    first, second = (model.body.stages[k][0].conv for k in (0, 1))
    h = F.avg_pool2d(torch.tanh(first(X)), 2)
    assert h.shape == (2, 6, 14, 14)
    h = F.avg_pool2d(torch.tanh(second(h)), 2).reshape(2, 400)
    for layer in (model.head[1], model.head[3]):
        h = torch.tanh(h @ layer.weight.T + layer.bias)
    torch.testing.assert_close(model(X), model.head[5](h))


def test_a_residual_block_adds_its_input_before_the_last_relu():
    block = spread(ResidualBlock(3, 3))
    with torch.no_grad():
        h = F.relu(normalised(F.conv2d(IMAGES, block.conv1.weight, padding=1), block.norm1))
        branch = normalised(F.conv2d(h, block.conv2.weight, padding=1), block.norm2)
        torch.testing.assert_close(block(IMAGES), F.relu(branch + IMAGES))
        torch.testing.assert_close(PlainBlock.forward(block, IMAGES), F.relu(branch))


def test_the_projection_has_the_stride_and_the_channels():
    block = spread(ResidualBlock(3, 5, stride=2))
    convolution, norm = block.shortcut
    with torch.no_grad():
        thinned = IMAGES[:, :, ::2, ::2]
        projected = normalised(F.conv2d(thinned, convolution.weight), norm)
        torch.testing.assert_close(block(IMAGES), F.relu(block.branch(IMAGES) + projected))
    assert isinstance(ResidualBlock(3, 3).shortcut, nn.Identity)
    assert not isinstance(ResidualBlock(3, 4).shortcut, nn.Identity)
    assert not isinstance(ResidualBlock(3, 3, stride=2).shortcut, nn.Identity)


def test_a_convolution_has_a_bias_only_without_batch_normalisation():
    assert PlainBlock(3, 4).conv1.bias is None
    bare = PlainBlock(3, 4, norm=False)
    assert bare.conv1.bias.shape == (4,)
    assert not any(isinstance(part, nn.BatchNorm2d) for part in bare.modules())


def test_the_pooled_head_takes_the_mean_of_each_map():
    head, maps = PooledHead(3, 2), IMAGES
    want = maps.sum(dim=(2, 3)) / 400 @ head.output.weight.T + head.output.bias
    torch.testing.assert_close(head(maps), want)
    assert head(maps[:, :, :5, :7]).shape == (4, 2)


@pytest.mark.parametrize("kind", ["plain", "residual"])
def test_each_stage_but_the_first_halves_the_size(kind):
    config = BlockNetConfig(kind=kind, widths=(4, 6, 8), blocks=2)
    model = BlockNet(config)
    h, shapes = model.body.stem(IMAGES), []
    for stage in model.body.stages:
        assert len(stage) == 2
        h = stage(h)
        shapes.append(tuple(h.shape[1:]))
    assert shapes == [(4, 20, 20), (6, 10, 10), (8, 5, 5)]
    assert config.map_size == (5, 5)
    torch.testing.assert_close(model(IMAGES), model.head(h))


def test_plain_and_residual_differ_only_in_the_shortcuts():
    plain, residual = (BlockNet(BlockNetConfig(kind=kind)) for kind in ("plain", "residual"))
    projections = sum(parameters(stage[0].shortcut) for stage in residual.body.stages)
    assert parameters(residual) - parameters(plain) == projections == 8 * 16 + 32 + 16 * 32 + 64


def test_heads_and_their_parameters():
    pooled, hidden = (BlockNet(BlockNetConfig(head=head)) for head in ("pooled", "hidden"))
    assert parameters(pooled.head) == 33 * 8
    assert parameters(hidden.head) == 801 * 120 + 121 * 84 + 85 * 8
    assert hidden(IMAGES).shape == (4, 8)


def test_config_is_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        BlockNetConfig().blocks = 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: BlockNetConfig(kind="dense"), 'kind is \'dense\'.*"lenet", "plain" or "residual"'),
        (lambda: BlockNetConfig(head="none"), "head is 'none'"),
        (lambda: BlockNetConfig(blocks=0), "blocks=0.*sizes above 0"),
        (lambda: BlockNetConfig(widths=()), "one stage or more"),
        (
            lambda: BlockNetConfig(kind="lenet", widths=(4, 4, 4)),
            "20 x 20 is too small for 3 stages of lenet",
        ),
        (
            lambda: BlockNet()(torch.zeros(2, 3, 28, 28)),
            r"X has shape \(2, 3, 28, 28\), expected \(n, 3, 20, 20\)",
        ),
    ],
)
def test_what_cannot_be_is_told(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_a_lenet_block_alone():
    assert LeNetBlock(3, 6)(IMAGES).shape == (4, 6, 8, 8)
