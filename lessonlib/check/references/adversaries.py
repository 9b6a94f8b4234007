"""What tests of a GAN compare with, kept out of the tests: a learner reads those.

A test sends the functions `networks`, `sgd` and so on to where the learner's code runs (`answer.send`), and keeps a
copy of the weights here, from which it computes what one step must give.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

import lessonlib.tf1 as tf

Array = np.ndarray[Any, Any]
State = dict[str, Tensor]  # parameters by name

_STEEP = 0.1  # length of a gradient from which rounding does not decide whether a small step raises the loss


def networks() -> tuple[nn.Module, nn.Module]:
    """A generator, noise (n, 3) -> points (n, 2), and a discriminator, points (n, 2) -> logits (n, 1)."""
    from torch import nn

    generator = nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2))
    return generator, nn.Sequential(nn.Linear(2, 5), nn.Tanh(), nn.Linear(5, 1))


def sgd(network: nn.Module, lr: float) -> torch.optim.Optimizer:
    """An optimizer whose step subtracts lr times the gradient."""
    import torch

    return torch.optim.SGD(network.parameters(), lr=lr)


def leave_gradients(network: nn.Module, gradients: Sequence[Tensor] | None = None) -> None:
    """Put gradients into a network, as an earlier step leaves them; ones, unless they are given."""
    import torch

    parameters = list(network.parameters())
    for parameter, gradient in zip(parameters, gradients or map(torch.ones_like, parameters), strict=True):
        parameter.grad = gradient.clone()


def largest_gradients(network: nn.Module) -> list[float]:
    """For each parameter the size of its largest gradient, 0 where there is none."""
    return [0.0 if p.grad is None else float(p.grad.abs().max()) for p in network.parameters()]


def states() -> tuple[State, State]:
    """Random parameters of the generator and of the discriminator, for `networks`."""
    generator, discriminator = networks()
    return dict(generator.state_dict()), dict(discriminator.state_dict())


def discriminator_step(G: State, D: State, real: Tensor, z: Tensor) -> tuple[float, State]:
    """The loss of the discriminator, and its gradients. real: (n, 2), z: (m, 3)."""
    own = _learning(D)
    on_real, on_fake = _outputs(real, own), _outputs(_outputs(z, G), own)
    return _step(F.softplus(-on_real).mean() + F.softplus(on_fake).mean(), own)


def generator_step(G: State, D: State, z: Tensor) -> tuple[float, State]:
    """The non-saturating loss of the generator, and its gradients. z: (m, 3)."""
    own = _learning(G)
    return _step(F.softplus(-_outputs(_outputs(z, own), D)).mean(), own)


def along(before: State, after: Any, gradients: State) -> float:
    """The part of a change of parameters that goes against the gradients, as a share of its whole length, -1 to 1."""
    moved = torch.cat([(torch.as_tensor(after[name]) - before[name]).flatten() for name in before])
    slopes = torch.cat([gradients[name].flatten() for name in before])
    return float(-(moved @ slopes) / (moved.norm() * slopes.norm()).clamp_min(1e-12))


def gan_graph(rng: np.random.Generator) -> dict[str, Any]:
    """A GAN as a graph on constant data: "graph", "loss_D" and "loss_G" (both to be maximised), "D_vars", "G_vars", and
    "D_slopes" and "G_slopes", the gradients of each loss by its own variables.

    Both gradients are longer than 0.1, so that a step with the learning rate 0.01 makes a loss clearly larger.
    """
    parts = _drawn_gan(rng)
    while min(map(_length, _slopes(parts))) < _STEEP:
        parts = _drawn_gan(rng)
    return parts


def counts_near(points: Any, centres: Any, radius: float) -> Array:
    """How many points, (n, d), have each of the centres, (k, d), as their nearest one and within the radius; (k,)."""
    distance, nearest = torch.cdist(torch.as_tensor(points), torch.as_tensor(centres)).min(dim=1)
    return torch.bincount(nearest[distance <= radius], minlength=len(centres)).numpy()


def clearly_placed(points: Any, centres: Any, radius: float) -> Array:
    """Which points rounding cannot move: neither to another nearest centre nor over the radius. bool, (n,)."""
    nearest = torch.cdist(torch.as_tensor(points), torch.as_tensor(centres)).sort(dim=1).values
    clear = ((nearest[:, 0] - radius).abs() > 1e-3) & (nearest[:, 1] - nearest[:, 0] > 1e-3)
    return clear.numpy()


def _drawn_gan(rng: np.random.Generator) -> dict[str, Any]:
    graph = tf.Graph()
    with graph.as_default():
        shapes = (((3, 4), (4, 2)), ((2, 5), (5, 1)))
        G_vars, D_vars = (
            [tf.Variable(rng.normal(size=shape).astype(np.float32)) for shape in own] for own in shapes
        )
        X, Z = (tf.constant(rng.normal(size=(9, size)).astype(np.float32)) for size in (2, 3))
        fakes = tf.matmul(tf.tanh(tf.matmul(Z, G_vars[0])), G_vars[1])
        says = [tf.sigmoid(tf.matmul(tf.tanh(tf.matmul(x, D_vars[0])), D_vars[1])) for x in (X, fakes)]
        loss_D = tf.reduce_mean(tf.log(says[0]) + tf.log(1 - says[1]))
        loss_G = tf.reduce_mean(tf.log(says[1]))
        parts = {"loss_D": loss_D, "loss_G": loss_G, "D_vars": D_vars, "G_vars": G_vars}
        slopes = {"D_slopes": tf.gradients(loss_D, D_vars), "G_slopes": tf.gradients(loss_G, G_vars)}
    return {"graph": graph, **parts, **slopes}


def _slopes(parts: dict[str, Any]) -> list[list[Array]]:
    with parts["graph"].as_default(), tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        return [sess.run(parts[name]) for name in ("D_slopes", "G_slopes")]


def _length(slopes: Sequence[Array]) -> float:
    return float(np.linalg.norm(np.concatenate([slope.ravel() for slope in slopes])))


def _learning(state: State) -> State:
    return {name: part.clone().requires_grad_() for name, part in state.items()}


def _outputs(X: Tensor, state: State) -> Tensor:
    W1, b1, W2, b2 = state.values()
    return torch.tanh(X @ W1.T + b1) @ W2.T + b2


def _step(loss: Tensor, own: State) -> tuple[float, State]:
    gradients = torch.autograd.grad(loss, list(own.values()))
    return loss.item(), dict(zip(own, gradients, strict=True))
