"""A GAN on numbers, one step of either network at a time."""

import copy

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lessonlib.viz import gan_stepper

GENERATOR = torch.Generator().manual_seed(0)
REAL = 4 + 0.5 * torch.randn(200, 1, generator=GENERATOR)
NOISE = torch.randn(200, 1, generator=GENERATOR)


def networks():
    torch.manual_seed(0)
    return nn.Linear(1, 1), nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 1))


def buttons(widget):
    return {button.description: button for button in widget.box.children[0].children}


def words(widget):
    return widget.box.children[-1].words


def after(generator, discriminator, moves, lr):
    """Both losses after these moves, "D" or "G", by a loop of our own."""
    adams = {
        name: torch.optim.Adam(network.parameters(), lr=lr, betas=(0.5, 0.999))
        for name, network in (("D", discriminator), ("G", generator))
    }
    bce = F.binary_cross_entropy_with_logits

    def losses():
        on_real, on_fake = discriminator(REAL), discriminator(generator(NOISE))
        d = bce(on_real, torch.ones_like(on_real)) + bce(on_fake, torch.zeros_like(on_fake))
        return {"D": d, "G": bce(on_fake, torch.ones_like(on_fake))}

    for move in moves:
        loss = losses()[move]
        adams[move].zero_grad()
        loss.backward()
        adams[move].step()
    return {name: loss.item() for name, loss in losses().items()}


def test_each_button_makes_the_steps_that_it_names():
    generator, discriminator = networks()
    widget = gan_stepper(generator, discriminator, REAL, NOISE, lr=0.05)
    assert words(widget).startswith("After 0 steps of D, 0 of G: the real numbers have mean ")
    press = buttons(widget)
    for name in ("Step of D", "Step of D", "Step of G", "20 x both"):
        press[name].click()
    assert words(widget).startswith("After 22 steps of D, 21 of G")
    want = after(*copy.deepcopy((generator, discriminator)), "DDG" + 20 * "DG", 0.05)
    assert words(widget).endswith(f"Loss of D {want['D']:.3f}, of G {want['G']:.3f}.")
    assert widget.snapshot().alt == words(widget)


def test_start_again_and_the_networks_that_were_passed():
    generator, discriminator = networks()
    before = copy.deepcopy(generator.state_dict())
    widget = gan_stepper(generator, discriminator, REAL, NOISE)
    first = words(widget)
    buttons(widget)["20 x both"].click()
    assert words(widget) != first
    assert all(torch.equal(part, before[name]) for name, part in generator.state_dict().items())
    buttons(widget)["Start again"].click()
    assert words(widget) == first


def test_before_the_first_step_the_still_picture_shows_fakes_on_their_way(texts):
    still = gan_stepper(*networks(), REAL, NOISE).snapshot()
    assert still.alt.startswith("After 120 steps of D, 120 of G")
    assert {"real", "fakes", "D(x), probability of real", "x"} <= set(texts(still))


@pytest.mark.parametrize(
    ("change", "error", "message"),
    [
        ({"generator": 3}, TypeError, "generator is"),
        ({"real": torch.zeros(5)}, ValueError, r"real has shape \(5,\), expected \(n, 1\)"),
        ({"generator": nn.Linear(1, 2)}, ValueError, r"output has shape \(200, 2\)"),
        ({"discriminator": nn.Flatten(0)}, ValueError, r"gives shape \(200,\) for \(200, 1\)"),
    ],
)
def test_what_cannot_be_shown_is_told(change, error, message):
    generator, discriminator = networks()
    given = {"generator": generator, "discriminator": discriminator, "real": REAL, "noise": NOISE}
    with pytest.raises(error, match=message):
        gan_stepper(**given | change)
