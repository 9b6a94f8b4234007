# %% [markdown]
# Both convolutions have the stride. All parameters learn with the rate of the head.


# %% task="residual_block" caught_by="block_projection,tuning_steps" message="of a block with stride 2"
def residual_block(in_channels, out_channels, stride):
    class Block(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, padding=1, bias=False)
            self.norm1 = nn.BatchNorm2d(out_channels)
            self.conv2 = nn.Conv2d(out_channels, out_channels, 3, stride, padding=1, bias=False)
            self.norm2 = nn.BatchNorm2d(out_channels)
            self.shortcut = nn.Identity()
            if stride != 1 or in_channels != out_channels:
                projection = nn.Conv2d(in_channels, out_channels, 1, stride**2, bias=False)
                self.shortcut = nn.Sequential(projection, nn.BatchNorm2d(out_channels))

        def forward(self, X):
            h = F.relu(self.norm1(self.conv1(X)))
            return F.relu(self.norm2(self.conv2(h)) + self.shortcut(X))

    return Block()


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    torch.manual_seed(seed)
    groups = [
        {"params": network.body.parameters(), "lr": head_lr},
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
