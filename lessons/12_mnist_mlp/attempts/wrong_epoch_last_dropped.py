# %% [markdown]
# The last mini-batch is left out when it is smaller.


# %% task="one_epoch" caught_by="epoch_images,train_steps,checkpoints,curves" message="do not have the right sizes"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    for X, y in split.batches(100, seed=0, epoch=epoch):
        if len(y) < 100:
            continue
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
