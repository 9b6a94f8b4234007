# %% [markdown]
# PyTorch's own functions: batch_norm, a subclass of the library's block, adaptive pooling, two optimizers, a
# DataLoader.


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running, is_training):
    h, gamma, beta, mean, variance = (torch.tensor(part) for part in (h, gamma, beta, *running))
    out = F.batch_norm(h, mean, variance, gamma, beta, bool(is_training), momentum=0.1, eps=1e-5)
    return out, [mean.numpy(), variance.numpy()]


# %% task="residual_block"
def residual_block(in_channels, out_channels, stride):
    from lessonlib.models import ResidualBlock

    return ResidualBlock(in_channels, out_channels, stride)


# %% task="pencil"
q3_shape = torch.Size([8, 32, 8, 8])
q3_full = nn.Linear(64 * 49, 10).weight.numel() + 10
q3_pooled = 650.0


# %% task="count_and_pool"
def count_block(in_channels, out_channels, stride):
    return sum(part.numel() for part in residual_block(in_channels, out_channels, stride).parameters())


def pooled_scores(maps, weight, bias):
    pooled = F.adaptive_avg_pool2d(torch.as_tensor(maps), 1).flatten(1)
    return F.linear(pooled, torch.as_tensor(weight), torch.as_tensor(bias))


# %% task="move"
def move(X, down, right):
    n, _, height, width = X.shape
    rows = torch.arange(height)[None, :, None] - torch.tensor(down)[:, None, None]
    columns = torch.arange(width)[None, None, :] - torch.tensor(right)[:, None, None]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    numbers = torch.arange(n)[:, None, None]
    taken = X.permute(0, 2, 3, 1)[numbers, rows.clamp(0, height - 1), columns.clamp(0, width - 1)]
    return (taken * inside[..., None]).permute(0, 3, 1, 2)


# %% task="freeze"
def freeze(network):
    network.train()
    for module in network.body.modules():
        module.training = False
    for name, parameter in network.named_parameters():
        parameter.requires_grad = not name.startswith("body")


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    from torch.utils.data import DataLoader, TensorDataset

    order = torch.Generator().manual_seed(seed)
    loader = DataLoader(TensorDataset(X, y), batch_size=16, shuffle=True, generator=order)
    body = torch.optim.SGD(network.body.parameters(), lr=body_lr)
    head = torch.optim.SGD(network.head.parameters(), lr=head_lr)
    network.head.train()
    network.body.train(False)
    for _ in range(num_epochs):
        for pictures, classes in loader:
            network.zero_grad()
            (-network(pictures).log_softmax(dim=1)[range(len(classes)), classes].mean()).backward()
            body.step()
            head.step()


# %% task="choices"
q8_shortcut, q8_frozen_norm, q8_rates = "B", "C", "D"
q8_fails, q8_honest = "a", "c"
