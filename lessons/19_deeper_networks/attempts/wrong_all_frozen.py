# %% [markdown]
# The head is frozen, too, and everything is in evaluation mode. The optimizer makes no step.


# %% task="freeze" caught_by="frozen_gradients,frozen_statistics,tuning_batches,tuning_steps,tuning_modes" message="Parameters of the head do not get a gradient"
def freeze(network):
    network.requires_grad_(False)
    network.eval()


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
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
