# %% [markdown]
# Windows as views of tensors, layers on the meta device, the library's ConvNet as the network.


# %% task="convolve"
def convolve(image, kernel, stride):
    image, kernel = torch.tensor(image), torch.tensor(kernel)
    windows = image.unfold(0, kernel.shape[0], stride).unfold(1, kernel.shape[1], stride)
    return torch.einsum("yxrc,rc->yx", windows, kernel)


# %% task="conv2d"
def conv2d(images, kernels, bias, stride, padding):
    x, weights = torch.tensor(images).permute(0, 3, 1, 2), torch.tensor(kernels)
    if padding == "SAME":
        (top, bottom), (left, right) = (
            divmod(max((-(-n // stride) - 1) * stride + k - n, 0), 2)
            for n, k in zip(x.shape[2:], weights.shape[:2], strict=True)
        )
        x = F.pad(x, (left, left + right, top, top + bottom))
    windows = x.unfold(2, weights.shape[0], stride).unfold(3, weights.shape[1], stride)
    return torch.einsum("niyxrc,rcio->nyxo", windows, weights) + torch.tensor(bias)


# %% task="max_pool"
def max_pool(images, size, stride):
    windows = torch.tensor(images).unfold(1, size, stride).unfold(2, size, stride)
    return windows.amax(dim=(-2, -1)).numpy()


# %% task="follow"
def follow(shape, layers):
    x = torch.empty(1, shape[2], *shape[:2], device="meta")
    pairs = []
    for kind, *options in layers:
        if kind == "conv":
            filters, size, stride, padding = options
            if padding == "SAME":
                short = [max((-(-n // stride) - 1) * stride + size - n, 0) for n in x.shape[2:]]
                x = F.pad(x, (0, short[1], 0, short[0]))
            layer = nn.Conv2d(x.shape[1], filters, size, stride, device="meta")
        elif kind == "pool":
            layer = nn.MaxPool2d(*options)
        elif kind == "flatten":
            layer = nn.Flatten()
        else:
            layer = nn.Linear(x.shape[1], options[0], device="meta")
        x = layer(x)
        after = (*x.shape[2:], x.shape[1])
        pairs.append([after, sum(p.numel() for p in layer.parameters())])
    return tuple(pairs)


# %% task="make_network"
def make_network(channels, side, filters, hidden, classes):
    from lessonlib.models import ConvNet, ConvNetConfig

    sizes = ConvNetConfig(
        image=(channels, side, side),
        filters=tuple(filters),
        padding=1,
        hidden=hidden,
        classes=classes,
        dropout=0.0,
        hidden_dropout=0.5,
    )
    return ConvNet(sizes)


# %% task="to_torch"
def filters_to_torch(kernel):
    return torch.tensor(kernel).permute(3, 2, 0, 1)


def dense_to_torch(kernel, height, width, channels):
    maps = torch.tensor(kernel).T.unflatten(1, (height, width, channels))
    return maps.movedim(3, 1).flatten(1)


# %% task="train"
def train(model, X, y, num_epochs, seed):
    split = data.Split(X, y)
    optimizer = torch.optim.Adam(model.parameters(), 0.01)
    for epoch in range(num_epochs):
        model.train()
        for images, labels in split.batches(50, seed, epoch):
            loss = F.cross_entropy(model(images), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def accuracy(model, X, y):
    from lessonlib.models import outputs_of

    return (outputs_of(model, X).argmax(1) == y).double().mean()


# %% task="read_filters"
q8_right, q8_top, q8_dot, q8_flat = "B", "A", "D", "C"


# %% task="questions"
q9_last, q9_dropped = 4.0, "0"
q9_count, q9_calls, q9_moved = "B", " c", "D"
