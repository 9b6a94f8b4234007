# %% [markdown]
# Right, in other ways: numbers from bytes, padding with `pad`, a remainder in place of a list of waiting losses,
# gradients divided instead of losses, one hook for all layers, and a generator of rows.


# %% task="words"
class Words(torch.utils.data.Dataset):
    def __init__(self, words, classes):
        self.words, self.classes = list(words), list(classes)

    def __getitem__(self, index):
        return torch.tensor(list(self.words[index].encode())) - 96, self.classes[index]

    def __len__(self):
        return len(self.classes)


# %% task="batches"
def pad(batch):
    lengths = torch.tensor([word.numel() for word, _ in batch])
    rows = [F.pad(word, (0, int(lengths.max()) - len(word))) for word, _ in batch]
    return torch.stack(rows), lengths, torch.tensor([one for _, one in batch])


def mean_of_real(values, lengths):
    behind = torch.arange(values.size(1))[None] >= lengths[:, None]
    total = values.masked_fill(behind[..., None], 0).sum(1)
    return total / (~behind).sum(1, keepdim=True)


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    model.train()
    totals, k = [], 0
    for _ in range(num_epochs):
        for X, y in loader:
            if k % accumulate == 0:
                optimizer.zero_grad()
                totals.append(0.0)
            loss = F.cross_entropy(model(X), y)
            loss.backward()
            totals[-1] += loss.item() / accumulate
            k += 1
            if k % accumulate == 0:
                for weight in model.parameters():
                    weight.grad /= accumulate
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                scheduler.step()
    return totals


# %% task="measure"
def share_right(model, loader):
    model.eval()
    with torch.no_grad():
        results = [(len(y), (model(X).argmax(-1) == y).double().mean().item()) for X, y in loader]
    return sum(n * share for n, share in results) / sum(n for n, _ in results)


# %% task="resume"
def save_run(file, model, optimizer, scheduler, epoch):
    parts = [part.state_dict() for part in (model, optimizer, scheduler)]
    torch.save([*parts, torch.get_rng_state(), {"epoch": epoch}], file)


def resume_run(file, model, optimizer, scheduler):
    first, second, third, random, rest = torch.load(file, weights_only=False)
    torch.set_rng_state(random)
    scheduler.load_state_dict(third)
    optimizer.load_state_dict(second)
    model.load_state_dict(first)
    return rest["epoch"]


# %% task="hook"
def zeros_by_layer(model, X):
    names = {layer: name for name, layer in model.named_modules() if isinstance(layer, nn.ReLU)}
    shares = {}

    def note(layer, inputs, output):
        shares[names[layer]] = float((output <= 0).double().mean())

    handles = [layer.register_forward_hook(note) for layer in names]
    with torch.no_grad():
        model(X)
    for handle in handles:
        handle.remove()
    return shares


# %% task="repair"
def repaired_a(model, batches, X_test, y_test, num_epochs):
    sgd = torch.optim.SGD(model.parameters(), lr=0.1)

    def right():
        model.eval()
        with torch.no_grad():
            share = (model(X_test).argmax(dim=1) == y_test).float().mean().item()
        model.train()
        return share

    def epoch():
        for X, y in batches:
            sgd.zero_grad()
            F.cross_entropy(model(X), y).backward()
            sgd.step()
        return right()

    model.train()
    return [epoch() for _ in range(num_epochs)]


def repaired_b(model, batches, optimizer, scheduler, num_epochs):
    losses = []
    model.train()
    for step in range(num_epochs * len(batches)):
        X, y = batches[step % len(batches)]
        loss = (model(X).squeeze(1) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        if (step + 1) % len(batches) == 0:
            scheduler.step()
        losses.append(loss.item())
    return losses


# %% task="questions"
q8_updates, q8_rate = 15, 0.1
q8_workers, q8_leak = "b", "c"
