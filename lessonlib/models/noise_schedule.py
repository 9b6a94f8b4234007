"""How much noise a picture has at each time of a diffusion, and the steps there and back."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn

_OFFSET = 0.008  # of the cosine: the first steps add a little more noise than none
_MOST = 0.999  # of a step's variance: a larger one would leave nothing of the picture


class NoiseSchedule(nn.Module):
    """Times 0 to T: at time 0 stands the picture, and at T (nearly) pure noise.

    betas: the variance of the noise that each step adds, for the times 1 to T, float32 (T,), between 0 and 1.

    Step t makes x_t = sqrt(1 - beta_t) x_(t-1) + sqrt(beta_t) noise. `alpha_bars`, (T + 1,), holds the products of all
    1 - beta so far, with 1 at time 0, so that one jump reaches any time:

        x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) noise

    Raises ValueError when betas has another shape or a number that is not between 0 and 1.
    Source: Sohl-Dickstein et al., Deep Unsupervised Learning using Nonequilibrium Thermodynamics, 2015; Ho, Jain and
    Abbeel, Denoising Diffusion Probabilistic Models, 2020.
    """

    alpha_bars: Tensor

    def __init__(self, betas: Tensor) -> None:
        super().__init__()
        if betas.ndim != 1 or not len(betas) or not ((betas > 0) & (betas < 1)).all():
            raise ValueError(
                f"betas has shape {tuple(betas.shape)}, expected (T,) with numbers between 0 and 1"
            )
        products = (1 - betas.double()).cumprod(dim=0)
        alpha_bars = torch.cat([torch.ones(1, dtype=torch.float64), products]).float()
        self.register_buffer("alpha_bars", alpha_bars)

    @classmethod
    def linear(cls, steps: int) -> NoiseSchedule:
        """Betas that grow evenly. 0.0001 to 0.02 are those of Ho et al. for 1,000 steps; fewer steps add more each."""
        scale = 1000 / steps
        return cls(torch.linspace(1e-4 * scale, min(0.02 * scale, _MOST), steps))

    @classmethod
    def cosine(cls, steps: int) -> NoiseSchedule:
        """alpha_bar falls along the square of a cosine, so that the times in the middle are not wasted on pure noise.

        Source: Nichol and Dhariwal, Improved Denoising Diffusion Probabilistic Models, 2021.
        """
        share = torch.arange(steps + 1, dtype=torch.float64) / steps
        curve = ((share + _OFFSET) / (1 + _OFFSET) * math.pi / 2).cos().square()
        return cls((1 - curve[1:] / curve[:-1]).clamp(max=_MOST).float())

    @property
    def steps(self) -> int:
        """T, the number of steps."""
        return len(self.alpha_bars) - 1

    def noised(self, x0: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """x_t in one jump. x0, noise: (n, ...); t: int64 (n,), from 0 to T."""
        kept = self._at(t, x0)
        return kept.sqrt() * x0 + (1 - kept).sqrt() * noise

    def start(self, xt: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """x_0, if this is the noise in x_t: `noised`, solved for x0. t: from 0 to T."""
        kept = self._at(t, xt)
        return (xt - (1 - kept).sqrt() * noise) / kept.sqrt()

    def noise_in(self, xt: Tensor, t: Tensor, x0: Tensor) -> Tensor:
        """The noise in x_t, if this is its picture: `noised`, solved for the noise. t: from 1 to T."""
        kept = self._at(t, xt)
        return (xt - kept.sqrt() * x0) / (1 - kept).sqrt()

    def back(self, xt: Tensor, t: Tensor, x0: Tensor, noise: Tensor) -> Tensor:
        """x_(t-1), drawn from q(x_(t-1) | x_t, x_0). xt, x0, noise: (n, ...); t: int64 (n,), from 1 to T.

        At t = 1 the variance is 0, and the result is x0.
        Source: Ho et al., 2020, equations 6 and 7.
        """
        kept, kept_before = self._at(t, xt), self._at(t - 1, xt)
        alpha = kept / kept_before  # 1 - beta_t
        mean = kept_before.sqrt() * (1 - alpha) * x0 + alpha.sqrt() * (1 - kept_before) * xt
        variance = (1 - kept_before) * (1 - alpha) / (1 - kept)
        return mean / (1 - kept) + variance.sqrt() * noise

    def _at(self, t: Tensor, like: Tensor) -> Tensor:
        """alpha_bar at the times t, (n,), with as many axes as `like` has."""
        return self.alpha_bars[t].view(-1, *[1] * (like.ndim - 1))
