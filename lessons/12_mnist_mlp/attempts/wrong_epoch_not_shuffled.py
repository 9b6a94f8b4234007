# %% [markdown]
# The images always come as they lie in the data set.


# %% task="one_epoch" caught_by="epoch_images,train_steps" message="in the order in which they were given"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    for X, y in split.batches(100):
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
