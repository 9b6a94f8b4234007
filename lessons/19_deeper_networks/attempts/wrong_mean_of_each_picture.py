# %% [markdown]
# Each picture is normalised by itself in training. The block forgets its input. Probabilities go into the loss.


# %% task="batch_norm" caught_by="norm_values,block_identity,block_projection,tuning_steps" message="the maps in training"
def batch_norm(h, gamma, beta, running, is_training):
    gamma, beta = gamma[:, None, None], beta[:, None, None]
    if not is_training:
        mean, variance = (part[:, None, None] for part in running)
        return gamma * (h - mean) / np.sqrt(variance + 1e-5) + beta, running
    m = h.size / h.shape[1]
    new = h.mean(axis=(0, 2, 3)), h.var(axis=(0, 2, 3)) * m / (m - 1)
    running = [0.9 * old + 0.1 * value for old, value in zip(running, new, strict=True)]
    mean, variance = h.mean(axis=(2, 3), keepdims=True), h.var(axis=(2, 3), keepdims=True)
    return gamma * (h - mean) / np.sqrt(variance + 1e-5) + beta, running


# %% task="residual_block"
def residual_block(in_channels, out_channels, stride):
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
            self.norm1 = nn.BatchNorm2d(out_channels)
            self.conv2 = nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False)
            self.norm2 = nn.BatchNorm2d(out_channels)
            self.shortcut = nn.Identity()
            if stride != 1 or in_channels != out_channels:
                projection = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
                self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(out_channels))

        def forward(self, X):
            h = F.relu(self.norm1(self.conv1(X)))
            return F.relu(self.norm2(self.conv2(h)))

    return Block()


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
            loss = F.cross_entropy(network(X[rows]).softmax(dim=1), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
