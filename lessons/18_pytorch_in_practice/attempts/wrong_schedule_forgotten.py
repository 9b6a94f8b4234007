# %% [markdown]
# Never calls the scheduler, in neither loop.


# %% task="train" caught_by="loop_steps,b_rates" message="rate never changes"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    losses, waiting = [], []
    model.train()
    optimizer.zero_grad()
    for _ in range(num_epochs):
        for X, y in loader:
            loss = F.cross_entropy(model(X), y)
            (loss / accumulate).backward()
            waiting.append(loss.item())
            if len(waiting) == accumulate:
                nn.utils.clip_grad_norm_(model.parameters(), max_norm)
                optimizer.step()
                optimizer.zero_grad()
                losses.append(sum(waiting) / accumulate)
                waiting = []
    return losses


# %% task="repair"
def repaired_a(model, batches, X_test, y_test, num_epochs):
    sgd, shares = torch.optim.SGD(model.parameters(), lr=0.1), []
    for _ in range(num_epochs):
        model.train()
        for X, y in batches:
            loss = F.cross_entropy(model(X), y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
        model.eval()
        with torch.no_grad():
            shares.append((model(X_test).argmax(dim=1) == y_test).float().mean().item())
    return shares


def repaired_b(model, batches, optimizer, scheduler, num_epochs):
    losses = []
    model.train()
    for _ in range(num_epochs):
        for X, y in batches:
            loss = ((model(X)[:, 0] - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses
