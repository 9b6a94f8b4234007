# %% [markdown]
# The pictures of the caller are written over. One epoch too many.


# %% task="move" caught_by="moved_pictures,tuning_batches" message="does not stay as it was"
def move(X, down, right):
    height, width = X.shape[2:]
    for i, (d, r) in enumerate(zip(down, right, strict=True)):
        wide = F.pad(X[i], (width, width, height, height))
        X[i] = wide[:, height - d : 2 * height - d, width - r : 2 * width - r]
    return X


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": body_lr},
        {"params": network.head.parameters(), "lr": head_lr},
    ]
    optimizer = torch.optim.SGD(groups)
    network.train()
    network.body.eval()
    for _ in range(num_epochs + 1):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
