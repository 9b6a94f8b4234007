# %% [markdown]
# A DataLoader with a generator, an `nn.Sequential` with He's first weights, the checkpoint key by key, and a scheduler
# that is a function of the epoch. The last file is written before `on_epoch` is called for the last time.


# %% task="surest_mistakes"
def surest_mistakes(probabilities, y, k):
    order = np.argsort(-probabilities.max(axis=1), kind="stable")
    return [int(row) for row in order if probabilities[row].argmax() != y[row]][:k]


# %% task="make_network"
class DigitReader(nn.Module):
    def __init__(self, inputs, classes):
        super().__init__()
        self.layers = nn.Sequential(
            *(nn.Flatten(), nn.Linear(inputs, 300), nn.ReLU(), nn.Dropout(0.1)),
            *(nn.Linear(300, 100), nn.ReLU(), nn.Dropout(0.1), nn.Linear(100, classes)),
        )

    def forward(self, X):
        return self.layers(X)


def make_network(inputs, classes, seed):
    generator = torch.Generator().manual_seed(seed)
    model = DigitReader(inputs, classes)
    for layer in model.layers:
        if isinstance(layer, nn.Linear):
            nn.init.kaiming_normal_(layer.weight, nonlinearity="relu", generator=generator)
            nn.init.zeros_(layer.bias)
    return model


# %% task="one_epoch"
def one_epoch(model, optimizer, split, epoch):
    from torch.utils.data import DataLoader, TensorDataset

    generator = torch.Generator().manual_seed(epoch)
    loader = DataLoader(TensorDataset(split.X, split.y), 100, shuffle=True, generator=generator)
    losses = []
    for X, y in loader:
        model.train()
        each = F.cross_entropy(model(X), y, reduction="none")
        model.zero_grad()
        each.mean().backward()
        optimizer.step()
        losses.append(each.detach())
    return torch.cat(losses).mean()


@torch.no_grad()
def share_right(model, split):
    model.eval()
    right = sum((model(X).argmax(1) == y).sum() for X, y in split.batches(1000))
    return int(right) / len(split)


# %% task="checkpoint"
def save(model, optimizer, file):
    tensors = {name: value.detach().clone() for name, value in model.named_parameters()}
    for k, parameter in enumerate(model.parameters()):
        for name, value in optimizer.state[parameter].items():
            tensors[f"memory {k} {name}"] = value
    unfinished = Path(f"{file}.part")
    save_file(tensors, unfinished)
    unfinished.replace(file)


def restore(model, optimizer, file):
    saved = load_file(file)
    with torch.no_grad():
        for k, (name, parameter) in enumerate(model.named_parameters()):
            parameter.copy_(saved[name])
            parts = ("step", "exp_avg", "exp_avg_sq")
            optimizer.state[parameter] = {part: saved[f"memory {k} {part}"] for part in parts}


# %% task="train"
def train(model, dataset, num_epochs, folder, lr=0.003, save_every=5, on_epoch=None):
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    final = folder / "final.safetensors"
    if final.exists():
        return
    optimizer = torch.optim.Adam(model.parameters(), lr)
    scheduler = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda epoch: (1 + math.cos(math.pi * epoch / num_epochs)) / 2
    )
    files = sorted(folder.glob("epoch-*.safetensors"), key=lambda file: int(file.stem[6:]))
    done = int(files[-1].stem[6:]) if files else 0
    if files:
        restore(model, optimizer, files[-1])
    for epoch in range(num_epochs):
        if epoch >= done:
            torch.manual_seed(100 + epoch)
            loss = one_epoch(model, optimizer, dataset.train, epoch)
            writer = SummaryWriter(folder / "log")
            writer.add_scalar("loss", loss, epoch + 1)
            writer.add_scalar("validation_accuracy", share_right(model, dataset.validation), epoch + 1)
            writer.close()
            if (epoch + 1) % save_every == 0:
                save(model, optimizer, folder / f"epoch-{epoch + 1}.safetensors")
            if epoch + 1 == num_epochs:
                save(model, optimizer, final)
            if on_epoch is not None:
                on_epoch(epoch + 1)
        else:
            optimizer.step()
        scheduler.step()
