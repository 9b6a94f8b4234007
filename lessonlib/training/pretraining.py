"""`python -m lessonlib.training.pretraining`: train the network that the course brings along, and write its file.

It takes about half a minute of processor time. With the same versions on the same kind of processor, the file is the
same byte for byte.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import torch
from safetensors import torch as safetensors
from torch import nn

from lessonlib.data import pictures
from lessonlib.models import BlockNet
from lessonlib.models.pretrained import KNOWN_SHAPES_CONFIG, KNOWN_SHAPES_FILE
from lessonlib.training.loop import fit
from lessonlib.training.metrics import accuracy
from lessonlib.training.seeding import seed_everything
from lessonlib.whole_file import write_whole

_SEED = 19
_PICTURES = 8000  # 4,800 of them to train
_EPOCHS = 12  # the last two with a smaller learning rate


def train_on_known_shapes(n: int = _PICTURES, num_epochs: int = _EPOCHS, progress: bool = True) -> BlockNet:
    """The residual network, trained on the training part of `n` pictures, in evaluation mode."""
    torch.set_num_threads(1)  # sums in another order would give other weights
    seed_everything(_SEED)
    drawn, model = pictures(n, seed=_SEED), BlockNet(KNOWN_SHAPES_CONFIG)
    adam = torch.optim.Adam(model.parameters(), lr=0.003)
    smaller = torch.optim.lr_scheduler.MultiStepLR(
        adam, [num_epochs - 2], gamma=0.1
    )  # the end of the wandering
    loss = nn.CrossEntropyLoss()
    fit(
        model,
        drawn,
        loss,
        adam,
        num_epochs=num_epochs,
        batch_size=64,
        seed=_SEED,
        scheduler=smaller,
        progress=progress,
    )
    return model.eval()


def packed(model: BlockNet) -> bytes:
    """The weights as a .safetensors file; what the network is, and who made it, stands in its header as text."""
    tensors = {name: tensor.contiguous() for name, tensor in model.state_dict().items()}
    about = {
        "made by": "python -m lessonlib.training.pretraining",
        "licence": "CC0 1.0 (public domain)",
        "config": asdict(model.config),
    }
    return safetensors.save(
        tensors, {"about": json.dumps(about)}
    )  # of two entries the order would be by chance


def main(file: Path = KNOWN_SHAPES_FILE) -> None:
    """Train, write the file, and say how good the network is on pictures that it has not seen."""
    model = train_on_known_shapes()
    write_whole(file, packed(model))
    test = pictures(_PICTURES, seed=_SEED).test
    share = accuracy(test.y, model.predict(test.X))
    print(f"{file.name}: {share:.1%} of {len(test)} test pictures, {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
