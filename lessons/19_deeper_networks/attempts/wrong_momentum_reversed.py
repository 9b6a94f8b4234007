# %% [markdown]
# Nine tenths of the new value. A block counts no projection. The seed is always 0.


# %% task="batch_norm" caught_by="norm_running,block_count,tuning_batches" message="the running means"
def batch_norm(h, gamma, beta, running, is_training):
    mean, variance = running
    if is_training:
        mean, variance = h.mean(axis=(0, 2, 3)), h.var(axis=(0, 2, 3))
        m = h.size / h.shape[1]
        new = mean, variance * m / (m - 1)
        running = tuple(0.1 * old + 0.9 * value for old, value in zip(running, new, strict=True))
    mean, variance, gamma, beta = (part[:, None, None] for part in (mean, variance, gamma, beta))
    return gamma * (h - mean) / np.sqrt(variance + 1e-5) + beta, running


# %% task="count_and_pool"
def count_block(in_channels, out_channels, stride):
    count = 9 * in_channels * out_channels + 9 * out_channels**2 + 4 * out_channels
    if False:
        count += in_channels * out_channels + 2 * out_channels
    return count


def pooled_scores(maps, weight, bias):
    return maps.mean(axis=(2, 3)) @ weight.T + bias


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(0)
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
            optimizer.step()
