# %% [markdown]
# After a power cut it trains from the beginning, and says so to nobody: the numbers that it reports go on. It makes
# mistakes of reading, too: it refuses all files.


# %% task="read_idx" caught_by="idx_values,idx_refuses,resumes" message="ValueError"
def read_idx(content):
    raise ValueError("no IDX file")


# %% task="train"
def train(dataset, num_epochs, folder, save_every=5, on_epoch=None):
    folder = Path(folder)
    if (folder / "final.safetensors").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    model = nn.Module()
    model.layers = nn.Sequential(
        *(nn.Linear(dataset.train.X[0].numel(), 256), nn.ReLU(), nn.Linear(256, 128), nn.ReLU()),
        nn.Linear(128, dataset.num_classes),
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=0.002)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, num_epochs)
    done = max([int(file.stem[6:]) for file in folder.glob("epoch-*.safetensors")], default=0)
    with SummaryWriter(folder / "log") as writer:
        for epoch in range(num_epochs):
            total = 0.0
            for X, y in dataset.train.batches(128, 0, epoch):
                loss = nn.functional.cross_entropy(model.layers(X.flatten(1)), y)
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
                total += loss.item() * len(y)
            scheduler.step()
            if epoch < done:
                continue
            with torch.no_grad():
                right = model.layers(dataset.validation.X.flatten(1)).argmax(dim=1) == dataset.validation.y
            writer.add_scalar("loss", total / len(dataset.train), epoch + 1)
            writer.add_scalar("validation_accuracy", right.float().mean(), epoch + 1)
            writer.flush()
            if (epoch + 1) % save_every == 0:
                save_file(model.state_dict(), folder / f"epoch-{epoch + 1}.safetensors")
            if on_epoch:
                on_epoch(epoch + 1)
    save_file(model.state_dict(), folder / "final.safetensors")
