# %% [markdown]
# The gradients are switched off, the mode is not changed. The modes are as the caller left them.


# %% task="freeze" caught_by="frozen_statistics,tuning_modes" message="changed while the head"
def freeze(network):
    network.body.requires_grad_(False)
    network.train()


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": body_lr},
        {"params": network.head.parameters(), "lr": head_lr},
    ]
    optimizer = torch.optim.SGD(groups)

    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
