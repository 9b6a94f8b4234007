# %% [markdown]
# The mode is set once, before the first epoch, as in the broken loop; the measurement keeps its graphs.


# %% task="measure" caught_by="measured_calmly,a_modes" message="with gradients"
def share_right(model, loader):
    model.eval()
    right = rows = 0
    for X, y in loader:
        right += (model(X).argmax(dim=1) == y).sum().item()
        rows += len(y)
    return right / rows


# %% task="repair"
def repaired_a(model, batches, X_test, y_test, num_epochs):
    sgd, shares = torch.optim.SGD(model.parameters(), lr=0.1), []
    model.train()
    for _ in range(num_epochs):
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
        scheduler.step()
    return losses
