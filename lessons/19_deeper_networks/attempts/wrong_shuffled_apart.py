# %% [markdown]
# Pictures and classes are shuffled apart from each other.


# %% task="fine_tune" caught_by="tuning_steps" message="does not follow the gradient"
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
            loss = F.cross_entropy(network(X[rows]), y[torch.randperm(len(y))[: len(rows)]])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
