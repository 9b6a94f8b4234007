"""Denoising diffusion: a network learns to see the noise in a picture, and draws by removing it bit by bit."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from lessonlib.models.noise_schedule import NoiseSchedule

_LONGEST = 1000.0  # of the waves that tell the time, relative to the shortest


@dataclass(frozen=True)
class DiffusionConfig:
    """The sizes of a diffusion model. Raises ValueError for a size below 1, or an odd one where halves are needed."""

    image: tuple[int, int, int] = (1, 8, 8)  # channels, height, width: a small digit
    steps: int = 100  # from the picture to noise; large pictures take 1,000, small ones need fewer
    features: int = 16  # of each pixel; twice as many where there are a quarter of the pixels
    waves: int = 32  # numbers that tell the network the time: sines and cosines of different lengths
    jumps: int = 20  # steps of `sample`, which may skip times

    def __post_init__(self) -> None:
        halved = (*self.image[1:], self.waves)
        if min(*self.image, self.steps, self.features, self.waves, self.jumps) < 1 or any(
            n % 2 for n in halved
        ):
            raise ValueError(f"{self}: expected sizes above 0, and even ones for height, width and waves")


class NoisePredictor(nn.Module):
    """Looks at a noisy picture and the time, and says which noise is in it.

    A U-Net with one floor: down to half the size, where a full layer sees the whole picture, and up again, with what
    was found at full size put beside it. One network serves for all times, so both sizes are told the time: how much
    noise there is decides what to look for. A sum `h + ...` keeps what was found before.

    Source: Ronneberger, Fischer and Brox, U-Net, 2015; for diffusion, Ho et al., 2020, appendix B.
    """

    def __init__(self, config: DiffusionConfig) -> None:
        super().__init__()
        self.config = config
        (channels, height, width), few, many = config.image, config.features, 2 * config.features
        small = many * (height // 2) * (width // 2)
        self.time_large, self.time_small = nn.Linear(config.waves, few), nn.Linear(config.waves, many)
        self.enter = nn.Conv2d(channels, few, 3, padding=1)
        self.large = nn.Conv2d(few, few, 3, padding=1)
        self.down = nn.Conv2d(few, many, 2, stride=2)
        self.small = nn.Conv2d(many, many, 3, padding=1)
        self.whole = nn.Linear(small, small)
        self.up = nn.ConvTranspose2d(many, few, 2, stride=2)
        self.join = nn.Conv2d(2 * few, few, 3, padding=1)
        self.leave = nn.Conv2d(few, channels, 3, padding=1)

    def forward(self, xt: Tensor, t: Tensor) -> Tensor:
        """The noise in x_t: float32 (n, 1, 8, 8) and times, int64 (n,), from 1 to T -> (n, 1, 8, 8)."""
        waves = self.waves_of(t)  # (n, 32)
        large = F.silu(self.enter(xt) + self.time_large(waves)[:, :, None, None])  # (n, 16, 8, 8)
        large = large + F.silu(self.large(large))
        small = F.silu(self.down(large) + self.time_small(waves)[:, :, None, None])  # (n, 32, 4, 4)
        small = small + F.silu(self.small(small))
        small = small + F.silu(self.whole(small.flatten(1))).view_as(small)
        up = F.silu(self.up(small))  # (n, 16, 8, 8)
        joined = F.silu(self.join(torch.cat([up, large], dim=1)))  # (n, 32, 8, 8) -> (n, 16, 8, 8)
        noise: Tensor = self.leave(joined)  # (n, 1, 8, 8)
        return noise

    def waves_of(self, t: Tensor) -> Tensor:
        """Sines and cosines of the time, (n,) -> (n, 32): fast ones tell neighbours apart, slow ones early from late.

        Source: Vaswani et al., Attention Is All You Need, 2017, section 3.5.
        """
        half = self.config.waves // 2
        lengths = torch.exp(-math.log(_LONGEST) * torch.arange(half, device=t.device) / half)  # (16,)
        angles = t[:, None] * (1000 / self.config.steps) * lengths  # (n, 16)
        return torch.cat([angles.sin(), angles.cos()], dim=1)  # (n, 32)


class Diffusion(nn.Module):
    """A noise schedule, and a network that learned which noise is in x_t; pictures come out when it is removed.

    Pixels lie in [0, 1] outside, and in [-1, 1] in all x_t, so that paper and ink are as far from the noise's mean.

    Source: Ho, Jain and Abbeel, Denoising Diffusion Probabilistic Models, 2020; Song, Meng and Ermon, Denoising
    Diffusion Implicit Models, 2020.
    """

    def __init__(self, config: DiffusionConfig | None = None) -> None:
        super().__init__()
        self.config = config or DiffusionConfig()
        self.schedule = NoiseSchedule.cosine(self.config.steps)
        self.predictor = NoisePredictor(self.config)

    def losses(self, X: Tensor, t: Tensor, noise: Tensor) -> Tensor:
        """The mean squared error of the predicted noise of each picture, (n,).

        X: (n, 1, 8, 8) in [0, 1]. t: times, int64 (n,), from 1 to T. noise: standard normal, (n, 1, 8, 8).
        """
        xt = self.schedule.noised(2 * X - 1, t, noise)
        predicted: Tensor = self.predictor(xt, t)
        return (predicted - noise).square().flatten(1).mean(dim=1)

    def loss(self, X: Tensor) -> Tensor:
        """The mean over the pictures, each at a random time and with new noise: a scalar."""
        t = torch.randint(1, self.config.steps + 1, (len(X),)).to(X.device)
        return self.losses(X, t, torch.randn(X.shape).to(X.device)).mean()

    def noise(self, n: int, random: torch.Generator | None = None) -> Tensor:
        """x_T for n pictures: standard normal, float32 (n, 1, 8, 8), on the device of the model."""
        return torch.randn(n, *self.config.image, generator=random).to(self.schedule.alpha_bars.device)

    def sample(self, xT: Tensor, jumps: int | None = None) -> Tensor:
        """Pictures from noise, without chance (DDIM): (n, 1, 8, 8) -> (n, 1, 8, 8), each pixel in [0, 1].

        jumps: how many steps to make; by default those of the config.
        Raises ValueError when jumps is not from 1 to T.
        Source: Song et al., 2020, equation 12 with sigma = 0.
        """
        return self.way(xT, jumps)[0]

    @torch.no_grad()
    def way(self, xT: Tensor, jumps: int | None = None) -> dict[int, Tensor]:
        """As `sample`: the pictures at each time that was visited, from T down to 0, by time."""
        count = self.config.jumps if jumps is None else jumps
        if not 1 <= count <= self.config.steps:
            raise ValueError(f"jumps is {count}, expected from 1 to {self.config.steps}")
        times = torch.linspace(self.config.steps, 0, count + 1).round().long().tolist()
        x, seen = xT, {times[0]: _pixels(xT)}
        for time, earlier in pairwise(times):
            t = torch.full((len(x),), time, device=x.device)
            x0, noise = self._guess(x, t)
            # The same noise, only less of it.
            x = self.schedule.noised(x0, torch.full_like(t, earlier), noise)
            seen[earlier] = _pixels(x)
        return seen

    @torch.no_grad()
    def ancestral(self, xT: Tensor, random: torch.Generator | None = None) -> Tensor:
        """Pictures from noise in T small steps, each of which adds a little new noise (DDPM): shapes as in `sample`.

        Source: Ho et al., 2020, algorithm 2, with the smaller of the two variances that they tried.
        """
        x = xT
        for time in range(self.config.steps, 0, -1):
            t = torch.full((len(x),), time, device=x.device)
            x0, _ = self._guess(x, t)
            x = self.schedule.back(x, t, x0, torch.randn(x.shape, generator=random).to(x.device))
        return _pixels(x)

    def _guess(self, xt: Tensor, t: Tensor) -> tuple[Tensor, Tensor]:
        """The picture in x_t, with pixels in [-1, 1], and the noise that is then left, as the network sees them.

        Where nearly all is noise, a small error of the prediction becomes a large one of the picture; no pixel can lie
        outside [-1, 1], so the guess is cut there.
        """
        x0 = self.schedule.start(xt, t, self.predictor(xt, t)).clamp(-1, 1)
        return x0, self.schedule.noise_in(xt, t, x0)


def _pixels(x: Tensor) -> Tensor:
    return ((x + 1) / 2).clamp(0, 1)
