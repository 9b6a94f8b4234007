# %% [markdown]
# Only parameters with more than one axis are frozen: not those of the norms. The order of the modes is wrong.
# Everything is in evaluation mode.


# %% task="freeze" caught_by="frozen_gradients,frozen_statistics,tuning_modes" message="Parameters of the body get a gradient"
def freeze(network):
    for parameter in network.body.parameters():
        parameter.requires_grad = parameter.ndim == 1
    network.body.eval()
    network.train()


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": body_lr},
        {"params": network.head.parameters(), "lr": head_lr},
    ]
    optimizer = torch.optim.SGD(groups)
    network.eval()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
