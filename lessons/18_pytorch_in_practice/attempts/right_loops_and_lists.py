# %% [markdown]
# Right, with plain loops: words are translated at once, padding is filled in by hand, a list of losses is averaged before
# one backward, and a run is kept with pickle in one tuple.


# %% task="words"
class Words(Dataset):
    def __init__(self, words, classes):
        alphabet = " abcdefghijklmnopqrstuvwxyz"
        self.pairs = [
            (torch.tensor([alphabet.index(letter) for letter in word]), int(one))
            for word, one in zip(words, classes, strict=True)
        ]

    def __len__(self):
        return len(self.pairs)

    def __getitem__(self, index):
        return self.pairs[index]


# %% task="batches"
def pad(batch):
    longest = max(len(word) for word, _ in batch)
    X = torch.zeros(len(batch), longest, dtype=torch.int64)
    lengths, classes = [], []
    for row, (word, one) in zip(X, batch, strict=True):
        row[: len(word)] = word
        lengths.append(len(word))
        classes.append(one)
    return X, torch.tensor(lengths), torch.tensor(classes)


def mean_of_real(values, lengths):
    return torch.stack([row[:n].mean(dim=0) for row, n in zip(values, lengths.tolist(), strict=True)])


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    means = []
    for _ in range(num_epochs):
        model.train()
        group = []
        for X, y in loader:
            group.append(nn.CrossEntropyLoss()(model(X), y))
            if len(group) < accumulate:
                continue
            mean = torch.stack(group).mean()
            optimizer.zero_grad(set_to_none=False)
            mean.backward()
            torch.nn.utils.clip_grad_norm_(list(model.parameters()), max_norm=max_norm)
            optimizer.step()
            scheduler.step()
            means.append(float(mean))
            group = []
    return means


# %% task="measure"
@torch.inference_mode()
def share_right(model, loader):
    was_training = model.training
    model.train(False)
    marks = [guess == truth for X, y in loader for guess, truth in zip(model(X).argmax(1), y, strict=True)]
    model.train(was_training)
    return float(torch.stack(marks).float().mean())


# %% task="resume"
def save_run(file, model, optimizer, scheduler, epoch):
    import pickle

    states = (model.state_dict(), optimizer.state_dict(), scheduler.state_dict())
    with open(file, "wb") as target:
        pickle.dump((*states, torch.get_rng_state(), epoch), target)


def resume_run(file, model, optimizer, scheduler):
    import pickle

    with open(file, "rb") as source:
        *states, random, epoch = pickle.load(source)
    for part, state in zip((model, optimizer, scheduler), states, strict=True):
        part.load_state_dict(state)
    torch.random.set_rng_state(random)
    return epoch


# %% task="hook"
def zeros_by_layer(model, X):
    counts, handles = {}, []
    for name, layer in model.named_modules():
        if type(layer) is nn.ReLU:

            def note(layer, inputs, output, name=name):
                counts[name] = torch.count_nonzero(output).item() / output.numel()

            handles += [layer.register_forward_hook(note)]
    model(X)
    [handle.remove() for handle in handles]
    return {name: 1 - share for name, share in counts.items()}


# %% task="repair"
def repaired_a(model, batches, X_test, y_test, num_epochs):
    sgd, shares = torch.optim.SGD(model.parameters(), lr=0.1), []
    for _ in range(num_epochs):
        for X, y in batches:
            model.train()
            loss = F.nll_loss(F.log_softmax(model(X), dim=1), y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        shares.append(share_right(model, [(X_test, y_test)]))
    return shares


def repaired_b(model, batches, optimizer, scheduler, num_epochs):
    losses = []
    model.train()
    for _ in range(num_epochs):
        for X, y in batches:
            loss = F.mse_loss(model(X), y[:, None])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        scheduler.step()
    return losses


# %% task="questions"
q8_updates = 15.0
q8_rate = 0.1
q8_workers = " B"
q8_leak = "C"
