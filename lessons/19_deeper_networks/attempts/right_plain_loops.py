# %% [markdown]
# Loops over channels, places and pictures; gradients and steps written out; no optimizer.


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running, is_training):
    out, means, variances = np.empty_like(h), running[0].copy(), running[1].copy()
    for c in range(h.shape[1]):
        values = h[:, c].flatten()
        mean, variance = running[0][c], running[1][c]
        if is_training:
            mean = sum(values) / len(values)
            variance = sum((values - mean) ** 2) / len(values)
            means[c] += 0.1 * (mean - means[c])
            variances[c] += 0.1 * (np.var(values, ddof=1) - variances[c])
        out[:, c] = (h[:, c] - mean) * (variance + 0.00001) ** -0.5 * gamma[c] + beta[c]
    return out, (means, variances)


# %% task="residual_block"
def residual_block(in_channels, out_channels, stride):
    block = nn.Module()
    block.conv1 = nn.Conv2d(in_channels, out_channels, 3, stride, 1, bias=False)
    block.norm1 = nn.BatchNorm2d(out_channels)
    block.conv2 = nn.Conv2d(out_channels, out_channels, 3, 1, 1, bias=False)
    block.norm2 = nn.BatchNorm2d(out_channels)
    block.shortcut = nn.Identity()
    if (in_channels, 1) != (out_channels, stride):
        projection = nn.Conv2d(in_channels, out_channels, 1, stride, bias=False)
        block.shortcut = nn.Sequential(projection, nn.BatchNorm2d(out_channels))

    def forward(X):
        h = block.norm1(block.conv1(X)).clamp(min=0)
        return (block.shortcut(X) + block.norm2(block.conv2(h))).clamp(min=0)

    block.forward = forward
    return block


# %% task="count_and_pool"
def count_block(in_channels, out_channels, stride):
    count = 0
    for inputs, size in ((in_channels, 3), (out_channels, 3)):
        count += out_channels * (inputs * size * size + 2)
    if stride > 1 or in_channels != out_channels:
        count += out_channels * (in_channels + 2)
    return count


def pooled_scores(maps, weight, bias):
    scores = np.zeros((len(maps), len(weight)))
    for i in range(len(maps)):
        for k in range(len(weight)):
            scores[i, k] = bias[k]
            for c in range(maps.shape[1]):
                scores[i, k] += weight[k, c] * maps[i, c].sum() / maps[i, c].size
    return scores


# %% task="move"
def move(X, down, right):
    height, width = X.shape[2:]
    made = torch.zeros(X.shape)
    for i in range(len(X)):
        for y in range(height):
            for x in range(width):
                if 0 <= y - down[i] < height and 0 <= x - right[i] < width:
                    made[i, :, y, x] = X[i, :, y - down[i], x - right[i]]
    return made


# %% task="freeze"
def freeze(network):
    for parameter in network.body.parameters():
        parameter.requires_grad = False
    network.train()
    network.body.train(False)


# %% task="fine_tune"
def fine_tune(network, X, y, body_lr, head_lr, num_epochs, seed):
    rng = np.random.default_rng(seed)
    network.train()
    network.body.eval()
    rates = {p: body_lr for p in network.body.parameters()} | {p: head_lr for p in network.head.parameters()}
    for _ in range(num_epochs):
        order = rng.permutation(len(X)).tolist()
        for start in range(0, len(order), 16):
            rows = order[start : start + 16]
            loss = F.nll_loss(F.log_softmax(network(X[rows]), dim=1), y[rows])
            slopes = torch.autograd.grad(loss, list(rates))
            with torch.no_grad():
                for (parameter, lr), slope in zip(rates.items(), slopes, strict=True):
                    parameter -= lr * slope
