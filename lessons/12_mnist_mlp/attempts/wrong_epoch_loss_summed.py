# %% [markdown]
# The loss is a sum over the mini-batch, so a smaller mini-batch counts less than a full one.


# %% task="one_epoch" caught_by="epoch_steps,epoch_loss,train_steps,curves" message="Step 3, with 30"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    for X, y in split.batches(100, seed=0, epoch=epoch):
        loss = F.cross_entropy(model(X), y, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(y)
    return total / len(split)


def share_right(model, split):
    model.eval()
    with torch.no_grad():
        return (model(split.X).argmax(dim=1) == split.y).float().mean().item()
