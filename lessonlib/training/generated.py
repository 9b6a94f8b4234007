"""How good generated pictures are, as far as a classifier of the real ones can tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from lessonlib.models.inference import outputs_of

_SURE = 0.9  # probability from which the classifier counts as sure
_RARE = 0.02  # of the pictures: a class with less counts as not made


@dataclass(frozen=True)
class Reading:
    """What a classifier sees in generated pictures.

    shares: of each class among the pictures, (k,). sure: the share of pictures whose class gets a probability above
    0.9 (certainty). score: from 1 to k, largest when the classifier is sure of each picture, and all classes are as
    frequent.
    """

    shares: Tensor
    sure: float
    score: float

    @property
    def made(self) -> int:
        """How many classes have at least 2% of the pictures (coverage)."""
        return int((self.shares >= _RARE).sum())


def read_pictures(judge: nn.Module, pictures: Tensor) -> Reading:
    """Let a classifier read pictures.

    judge: pictures to logits, (n, k). It must not have seen any generated picture in its training.
    pictures: float32 (n, ...), in the form of the real ones.

    The score is exp of the mean KL(p(y | x) || p(y)): how much a picture tells about its class. One number rewards both
    certainty and coverage. It cannot tell whether pictures were learned by heart, nor how they vary within a class,
    and it depends on the judge: compare only figures of the same one.
    Source: Salimans et al., Improved Techniques for Training GANs, 2016 ("Inception score", with another judge).
    """
    log_p = torch.log_softmax(outputs_of(judge, pictures).double(), dim=1)  # (n, k)
    p = log_p.exp()
    log_mean = log_p.logsumexp(dim=0) - math.log(len(p))  # log of the mean of p, (k,); never log of 0
    score = (p * (log_p - log_mean)).sum(dim=1).mean().exp()
    highest, classes = p.max(dim=1)
    shares = torch.bincount(classes, minlength=p.shape[1]) / len(classes)
    return Reading(shares, (highest > _SURE).double().mean().item(), score.item())


def distances_to(pictures: Tensor, others: Tensor) -> Tensor:
    """The distance of each picture to the nearest of some others, (n, ...) and (m, ...) -> (n,).

    The root of the sum of the squared differences of the pixels. 0 means: this very picture. Where generated
    pictures are much nearer to the training pictures than new real ones are, they have been learned by heart.
    """
    return torch.cdist(pictures.flatten(1), others.flatten(1)).min(dim=1).values
