"""The variational autoencoder: an autoencoder whose codes are clouds, and fill the space from which one draws."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from lessonlib.models.autoencoder import AutoencoderConfig, Decoder, Encoder, pixel_losses
from lessonlib.models.inference import outputs_of


def kl_to_standard_normal(mean: Tensor, log_var: Tensor) -> Tensor:
    """KL(q || N(0, 1)) of normal distributions q with these means and logarithms of variances: (n, k) twice -> (n,).

    The k numbers of a code are independent, so their divergences add up.
    Source: Kingma and Welling, Auto-Encoding Variational Bayes, 2013, appendix B.
    """
    return 0.5 * (mean.square() + log_var.exp() - 1 - log_var).sum(dim=1)


def sampled_code(mean: Tensor, log_var: Tensor, noise: Tensor) -> Tensor:
    """A code from each cloud: mean + standard deviation * noise, with standard normal noise; (n, k) three times.

    The draw happens outside: the code is a smooth function of mean and log_var, so gradients pass through it (the
    reparameterisation trick).
    """
    return mean + (log_var / 2).exp() * noise


class VAE(nn.Module):
    """The encoder gives each picture a normal distribution of codes; the decoder draws from one code of it.

    The loss is minus the ELBO, the evidence lower bound of log p(x): what is lost in drawing, -log p(x | code), plus
    the KL divergence that keeps all clouds near a standard normal distribution. So codes that are drawn from the
    standard normal distribution mean something to the decoder.

    Source: Kingma and Welling, Auto-Encoding Variational Bayes, 2013.
    """

    def __init__(self, config: AutoencoderConfig | None = None) -> None:
        super().__init__()
        self.config = config or AutoencoderConfig()
        self.encoder = Encoder(self.config, 2 * self.config.code)
        self.decoder = Decoder(self.config)

    def clouds(self, X: Tensor) -> tuple[Tensor, Tensor]:
        """Means and logarithms of variances of the codes: (n, 1, 8, 8) -> (n, code) twice.

        A variance must be positive; its logarithm may be any number, as the output of a linear layer is.
        """
        mean, log_var = self.encoder(X).chunk(2, dim=1)
        return mean, log_var

    def terms(self, X: Tensor, noise: Tensor) -> tuple[Tensor, Tensor]:
        """The two terms of minus the ELBO of each picture, (n,) and (n,): the loss in drawing, and the KL divergence.

        X: (n, 1, 8, 8) in [0, 1]. noise: standard normal, (n, code). One code for each picture: over a training the
        noise averages out.
        """
        mean, log_var = self.clouds(X)
        logits = self.decoder(sampled_code(mean, log_var, noise))
        return pixel_losses(logits, X), kl_to_standard_normal(mean, log_var)

    def loss(self, X: Tensor) -> Tensor:
        """Minus the ELBO, with new noise: a scalar, the mean over the pictures."""
        lost, kl = self.terms(X, self.noise(len(X)))
        return (lost + kl).mean()

    def noise(self, n: int, random: torch.Generator | None = None) -> Tensor:
        """Standard normal codes, float32 (n, code), on the device of the model."""
        device = self.decoder.output.weight.device
        return torch.randn(n, self.config.code, generator=random).to(device)

    def encode(self, X: Tensor) -> Tensor:
        """The means of the codes, without gradients: (n, 1, 8, 8) -> (n, code)."""
        return outputs_of(self.encoder, X)[:, : self.config.code]

    def sample(self, z: Tensor) -> Tensor:
        """Pictures from codes, without gradients: (n, code) -> (n, 1, 8, 8), each pixel in [0, 1]."""
        return torch.sigmoid(outputs_of(self.decoder, z))
