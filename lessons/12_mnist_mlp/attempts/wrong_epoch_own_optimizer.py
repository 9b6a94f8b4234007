# %% [markdown]
# Makes an optimizer of its own, so the learning rate and the memory of the given one are ignored.


# %% task="one_epoch" caught_by="epoch_steps,train_steps" message="largest change of a weight"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    optimizer = torch.optim.Adam(model.parameters(), 0.001)
    total = 0.0
    for X, y in split.batches(100, seed=0, epoch=epoch):
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
