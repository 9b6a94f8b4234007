# %% [markdown]
# Images and classes are shuffled by two different orders.


# %% task="one_epoch" caught_by="epoch_steps,epoch_loss,train_steps,curves,long_run_good,long_run_98" message="does not follow the gradient of their loss"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    pairs = zip(split.batches(100, 0, epoch), split.batches(100, 1, epoch), strict=True)
    for (X, _), (_, y) in pairs:
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
