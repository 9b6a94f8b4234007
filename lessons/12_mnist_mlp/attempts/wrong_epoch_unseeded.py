# %% [markdown]
# A random order, whose seed nobody has set.


# %% task="one_epoch" caught_by="epoch_images" message="in another order when it is run again"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    for rows in torch.randperm(len(split)).split(100):
        X, y = split.X[rows], split.y[rows]
        loss = F.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    return total / len(split)


def share_right(model, split):
    model.eval()
    with torch.no_grad():
        return (model(split.X).argmax(dim=1) == split.y).float().mean().item()
