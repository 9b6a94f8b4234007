# %% [markdown]
# The mean of the means of the mini-batches: a smaller last mini-batch counts as much as a full one. The share of right
# answers is measured in the mode in which the model happens to be.


# %% task="one_epoch" caught_by="epoch_loss,share,curves" message="the mean losses of three epochs"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    losses = []
    for X, y in split.batches(100, seed=0, epoch=epoch):
        loss = F.cross_entropy(model(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)


def share_right(model, split):
    with torch.no_grad():
        return (model(split.X).argmax(dim=1) == split.y).float().mean().item()
