# %% [markdown]
# One mean and one variance for all channels together. Adam in place of plain gradient descent.


# %% task="batch_norm" caught_by="norm_values,norm_running,tuning_steps" message="the maps in training"
def batch_norm(h, gamma, beta, running, is_training):
    mean, variance = running
    if is_training:
        mean, variance = np.full(h.shape[1], h.mean()), np.full(h.shape[1], h.var())
        m = h.size / h.shape[1]
        new = mean, variance * m / (m - 1)
        running = tuple(0.9 * old + 0.1 * value for old, value in zip(running, new, strict=True))
    mean, variance, gamma, beta = (part[:, None, None] for part in (mean, variance, gamma, beta))
    return gamma * (h - mean) / np.sqrt(variance + 1e-5) + beta, running


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": body_lr},
        {"params": network.head.parameters(), "lr": head_lr},
    ]
    optimizer = torch.optim.Adam(groups)
    network.train()
    network.body.eval()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(16):
            loss = F.cross_entropy(network(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
