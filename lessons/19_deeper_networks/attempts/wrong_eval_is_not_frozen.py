# %% [markdown]
# The body is in evaluation mode and still gets gradients. The body gets no gradients: only the head learns.


# %% task="freeze" caught_by="frozen_gradients,tuning_steps" message="Parameters of the body get a gradient"
def freeze(network):
    network.train()
    network.body.eval()


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": body_lr},
        {"params": network.head.parameters(), "lr": head_lr},
    ]
    optimizer = torch.optim.SGD(groups)
    network.body.requires_grad_(False)
    network.train()
    network.body.eval()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
