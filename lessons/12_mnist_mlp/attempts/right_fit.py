# %% [markdown]
# The library's network and loop, one epoch a call: it saves and restores everything, and writes the event files.
# The IDX header by struct, the mistakes by sorting in Python.


# %% task="read_idx"
def read_idx(content):
    import struct

    zero, kind, axes = struct.unpack_from(">HBB", content)
    shape = struct.unpack_from(f">{axes}I", content, 4)
    if (zero, kind) != (0, 8) or len(content) != 4 + 4 * axes + math.prod(shape):
        raise ValueError("no IDX file, or not all of it")
    return torch.frombuffer(bytearray(content[4 + 4 * axes :]), dtype=torch.uint8).view(shape)


# %% task="surest_mistakes"
def surest_mistakes(probabilities, y, k):
    wrong = [(-max(row), i) for i, row in enumerate(probabilities) if np.argmax(row) != y[i]]
    return np.array([i for _, i in sorted(wrong)[:k]])


# %% task="make_network"
def make_network(inputs, classes, seed):
    from lessonlib import training
    from lessonlib.models import MLP

    training.seed_everything(seed)
    return MLP((inputs, 256, 256, classes))


# %% task="train"
def train(model, dataset, num_epochs, folder, lr=0.003, save_every=5, on_epoch=None):
    import shutil

    from lessonlib import training

    folder = Path(folder)
    if (folder / "final.safetensors").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    done = max([int(file.stem[6:]) for file in folder.glob("epoch-*.safetensors")], default=0)
    (folder / "newest.safetensors").unlink(missing_ok=True)
    if done:
        shutil.copy(folder / f"epoch-{done}.safetensors", folder / "newest.safetensors")
    training.seed_everything(3)
    for epochs in range(done + 1, num_epochs + 1):
        optimizer = torch.optim.Adam(model.parameters(), lr)
        training.fit(
            model,
            dataset,
            nn.CrossEntropyLoss(),
            optimizer,
            scheduler=torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, num_epochs),
            num_epochs=epochs,
            batch_size=100,
            metrics=[training.accuracy],
            checkpoint=folder / "newest.safetensors",
            log_dir=folder / "log",
            progress=False,
        )
        if epochs % save_every == 0:
            shutil.copy(folder / "newest.safetensors", folder / f"epoch-{epochs}.safetensors")
        if on_epoch is not None:
            on_epoch(epochs)
    shutil.copy(folder / "newest.safetensors", folder / "final.safetensors")
