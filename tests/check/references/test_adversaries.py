"""What the tests of a GAN compare with, against PyTorch's own modules and losses."""

import copy

import numpy as np
import pytest
import torch
from torch.nn.functional import binary_cross_entropy_with_logits as bce

import lessonlib.tf1 as tf
from lessonlib.check.references import adversaries


@pytest.fixture
def match():
    torch.manual_seed(2)
    G, D = adversaries.states()
    generator, discriminator = adversaries.networks()
    generator.load_state_dict(G)
    discriminator.load_state_dict(D)
    return G, D, generator, discriminator, torch.randn(5, 2), torch.randn(7, 3)


def test_a_step_of_each_is_that_of_the_modules(match):
    G, D, generator, discriminator, real, z = match
    on_real, on_fake = discriminator(real), discriminator(generator(z))
    d_loss = bce(on_real, torch.ones(5, 1)) + bce(on_fake, torch.zeros(7, 1))
    d_loss.backward(inputs=list(discriminator.parameters()), retain_graph=True)
    g_loss = bce(on_fake, torch.ones(7, 1))
    g_loss.backward(inputs=list(generator.parameters()))
    for network, loss, (got, gradients) in (
        (discriminator, d_loss, adversaries.discriminator_step(G, D, real, z)),
        (generator, g_loss, adversaries.generator_step(G, D, z)),
    ):
        assert got == pytest.approx(loss.item(), rel=1e-5)
        for name, parameter in network.named_parameters():
            torch.testing.assert_close(gradients[name], parameter.grad)


def test_a_change_is_compared_with_the_gradients(match):
    _, D, _, discriminator, real, z = match
    _, gradients = adversaries.discriminator_step(match[0], D, real, z)
    adversaries.leave_gradients(discriminator, list(gradients.values()))
    assert max(adversaries.largest_gradients(discriminator)) == pytest.approx(
        max(float(part.abs().max()) for part in gradients.values())
    )
    before = copy.deepcopy(D)
    adversaries.sgd(discriminator, 0.1).step()
    assert adversaries.along(before, discriminator.state_dict(), gradients) == pytest.approx(1, abs=1e-3)
    assert adversaries.along(before, before, gradients) == 0
    adversaries.leave_gradients(discriminator)
    assert adversaries.largest_gradients(discriminator) == [1.0] * 4
    discriminator.zero_grad()
    assert adversaries.largest_gradients(discriminator) == [0.0] * 4


def test_the_graph_holds_losses_to_be_maximised_and_their_gradients():
    parts = adversaries.gan_graph(np.random.default_rng(0))
    with parts["graph"].as_default(), tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        for name in "DG":
            loss, own = parts[f"loss_{name}"], parts[f"{name}_vars"]
            before, slopes, values = sess.run([loss, parts[f"{name}_slopes"], own])
            assert before < 0
            for variable, value, slope in zip(own, values, slopes, strict=True):
                sess.run(variable.assign(value + 1e-2 * slope))
            assert sess.run(loss) > before


def test_a_graph_with_a_short_gradient_is_drawn_again():
    first = adversaries._drawn_gan(np.random.default_rng(18))
    lengths = [adversaries._length(slopes) for slopes in adversaries._slopes(first)]
    assert min(lengths) < 0.1
    again = adversaries.gan_graph(np.random.default_rng(18))
    lengths = [adversaries._length(slopes) for slopes in adversaries._slopes(again)]
    assert min(lengths) > 0.1


def test_a_point_counts_for_its_nearest_centre_within_the_radius():
    centres = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 9.0]])
    points = np.array([[1.0, 0.0], [1.9, 0.0], [3.0, 0.0], [0.0, 5.0]])
    assert adversaries.counts_near(points, centres, 1.95).tolist() == [2, 1, 0]
    assert adversaries.clearly_placed(points, centres, 1.9).tolist() == [True, False, True, True]
    assert adversaries.clearly_placed(np.array([[2.0, 0.0]]), centres, 1.0).tolist() == [False]
