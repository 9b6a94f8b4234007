# %% [markdown]
# Each mini-batch draws its own rows: some images come twice, others never.


# %% task="one_epoch" caught_by="epoch_images,train_steps,checkpoints" message="does not take each image once"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    total = 0.0
    generator = torch.Generator().manual_seed(epoch)
    for rows in torch.randint(len(split), (len(split),), generator=generator).split(100):
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
