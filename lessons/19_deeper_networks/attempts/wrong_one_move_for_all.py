# %% [markdown]
# All pictures of a batch move as the first one does. One epoch is missing.


# %% task="move" caught_by="moved_pictures,tuning_batches" message="the moved pictures"
def move(X, down, right):
    height, width = X.shape[2:]
    wide = F.pad(X, (width, width, height, height))
    return wide[:, :, height - down[0] : 2 * height - down[0], width - right[0] : 2 * width - right[0]]


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
    for _ in range(num_epochs - 1):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
