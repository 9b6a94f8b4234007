# %% [markdown]
# Measures in training mode, and lets the second schedule step within the epoch.


# %% task="repair" caught_by="a_modes,b_rates" message="evaluation mode in each"
def repaired_a(model, batches, X_test, y_test, num_epochs):
    sgd, shares = torch.optim.SGD(model.parameters(), lr=0.1), []
    for _ in range(num_epochs):
        model.train()
        for X, y in batches:
            loss = F.cross_entropy(model(X), y)
            sgd.zero_grad()
            loss.backward()
            sgd.step()
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
