# %% [markdown]
# All epochs share one order: the number of the epoch is ignored.


# %% task="one_epoch" caught_by="epoch_images,train_steps" message="take the images in the same order"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    for X, y in split.batches(100, seed=0):
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
