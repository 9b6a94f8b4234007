# %% [markdown]
# What leaves a picture on one side comes in on the other. The head gets the rate of the body, and the body that of
# the head.


# %% task="move" caught_by="moved_pictures,tuning_steps" message="the moved pictures"
def move(X, down, right):
    moved = (x.roll((d, r), (1, 2)) for x, d, r in zip(X, down, right, strict=True))
    return torch.stack(list(moved))


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": head_lr},
        {"params": network.head.parameters(), "lr": body_lr},
    ]
    optimizer = torch.optim.SGD(groups)
    network.train()
    network.body.eval()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
