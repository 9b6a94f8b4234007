# %% [markdown]
# Trains on all images, those of the test too, to have more of them. Takes 16 bytes for the header of every
# file, and gives places in the list of mistakes in place of row numbers.


# %% task="read_idx" caught_by="idx_values,idx_refuses,mistakes,test_apart,long_run_good,long_run_98" message="buffer"
def read_idx(content):
    if content[:3] != b"\0\0\x08":
        raise ValueError("no IDX file")
    n, rows, columns = (int.from_bytes(content[4 * k : 4 * k + 4], "big") for k in (1, 2, 3))
    return np.frombuffer(content, dtype=np.uint8, offset=16).reshape(n, rows, columns)


# %% task="surest_mistakes"
def surest_mistakes(probabilities, y, k):
    y_hat = probabilities.argmax(axis=1)
    wrong = np.flatnonzero(y_hat != y)
    return np.argsort(-probabilities[wrong].max(axis=1))[:k]


# %% task="train"
def train(dataset, num_epochs, folder, save_every=5, on_epoch=None):
    from lessonlib.models import MLP

    folder = Path(folder)
    if (folder / "final.safetensors").exists():
        return
    (folder / "log").mkdir(parents=True, exist_ok=True)
    torch.manual_seed(1)
    model = MLP((dataset.train.X[0].numel(), 64, 32, dataset.num_classes))
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2)
    done = max([int(file.stem[6:]) for file in folder.glob("epoch-*.safetensors")], default=0)
    if done:
        model.load_state_dict(load_file(folder / f"epoch-{done}.safetensors"))
    every_X = torch.cat([part.X for part in (dataset.train, dataset.validation, dataset.test)])
    every_y = torch.cat([part.y for part in (dataset.train, dataset.validation, dataset.test)])
    images = data.Split(every_X, every_y)
    writer = SummaryWriter(folder / "log")
    for epoch in range(done, num_epochs):
        total = 0.0
        for X, y in images.batches(40, 0, epoch):
            loss = nn.functional.cross_entropy(model(X), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item() * len(y)
        with torch.no_grad():
            right = model(dataset.validation.X).argmax(dim=1) == dataset.validation.y
        writer.add_scalar("loss", total / len(images), epoch + 1)
        writer.add_scalar("validation_accuracy", right.float().mean(), epoch + 1)
        writer.flush()
        if (epoch + 1) % save_every == 0:
            save_file(model.state_dict(), folder / f"epoch-{epoch + 1}.safetensors")
        if on_epoch:
            on_epoch(epoch + 1)
    save_file(model.state_dict(), folder / "final.safetensors")
