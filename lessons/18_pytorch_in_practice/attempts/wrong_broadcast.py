# %% [markdown]
# Repairs everything but the shapes in the second loop.


# %% task="repair" caught_by="b_steps" message="follow the gradient of the squared error"
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
            loss = ((model(X) - y) ** 2).mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        scheduler.step()
    return losses
