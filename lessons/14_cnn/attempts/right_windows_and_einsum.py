# %% [markdown]
# NumPy's sliding windows with einsum, a network class with a functional dropout, and a DataLoader.


# %% task="convolve"
def convolve(image, kernel, stride):
    windows = np.lib.stride_tricks.sliding_window_view(image, kernel.shape)
    return np.einsum("yxrc,rc->yx", windows[::stride, ::stride], kernel)


# %% task="conv2d"
def conv2d(images, kernels, bias, stride, padding):
    if padding == "SAME":
        border = []
        for n, k in zip(images.shape[1:3], kernels.shape[:2], strict=True):
            rest = n % stride or stride  # what the last stop has left of the image
            total = max(k - rest, 0)
            border.append((total // 2, (total + 1) // 2))
        images = np.pad(images, ((0, 0), *border, (0, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(images, kernels.shape[:2], axis=(1, 2))
    return np.einsum("nyxirc,rcio->nyxo", windows[:, ::stride, ::stride], kernels) + bias


# %% task="max_pool"
def max_pool(images, size, stride):
    windows = np.lib.stride_tricks.sliding_window_view(images, (size, size), axis=(1, 2))
    return windows[:, ::stride, ::stride].max(axis=(-2, -1))


# %% task="follow"
def follow(shape, layers):
    pairs = []
    for layer in layers:
        before, (name, *rest) = list(shape), layer
        if name == "dense":
            pairs.append(([rest[0]], before[0] * rest[0] + rest[0]))
        elif name == "flatten":
            pairs.append(([int(np.prod(before))], 0))
        else:
            size, stride = (rest[1], rest[2]) if name == "conv" else rest
            reach = 1 if rest[-1] == "SAME" else size
            height, width = (int(np.floor((n - reach) / stride)) + 1 for n in before[:2])
            channels = rest[0] if name == "conv" else before[2]
            weights = size**2 * before[2] * channels + channels if name == "conv" else 0
            pairs.append(([height, width, channels], weights))
        shape = pairs[-1][0]
    return pairs


# %% task="make_network"
class Network(nn.Module):
    def __init__(self, channels, side, filters, hidden, classes):
        super().__init__()
        self.first = nn.Conv2d(channels, filters[0], 3, padding="same")
        self.second = nn.Conv2d(filters[0], filters[1], 3, padding="same")
        self.hidden = nn.Linear(filters[1] * (side // 4) ** 2, hidden)
        self.last = nn.Linear(hidden, classes)

    def forward(self, X):
        for conv in (self.first, self.second):
            X = F.max_pool2d(conv(X), 2).relu()
        h = F.relu(self.hidden(torch.flatten(X, 1)))
        return self.last(F.dropout(h, 0.5, training=self.training))


def make_network(channels, side, filters, hidden, classes):
    return Network(channels, side, filters, hidden, classes)


# %% task="to_torch"
def filters_to_torch(kernel):
    return np.einsum("rcio->oirc", kernel)


def dense_to_torch(kernel, height, width, channels):
    order = np.arange(height * width * channels).reshape(height, width, channels)
    return kernel[order.transpose(2, 0, 1).ravel()].T


# %% task="train"
def train(model, X, y, num_epochs, seed):
    from torch.utils.data import DataLoader, TensorDataset

    order = torch.Generator().manual_seed(seed)
    loader = DataLoader(TensorDataset(X, y), batch_size=50, shuffle=True, generator=order)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for epoch in range(num_epochs):
        model.train()
        for images, labels in loader:
            optimizer.zero_grad()
            nn.CrossEntropyLoss()(model(images), labels).backward()
            optimizer.step()
        print(f"epoch {epoch + 1}: {accuracy(model, X, y):.1%}")


def accuracy(model, X, y):
    mode = model.training
    right = sum(int(model.eval()(one[None]).argmax()) == int(k) for one, k in zip(X, y, strict=True))
    if mode:
        model.train()
    return right / len(y)
