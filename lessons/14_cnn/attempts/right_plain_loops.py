# %% [markdown]
# One number after the other, in plain Python loops, with nested lists as results.


# %% task="convolve"
def convolve(image, kernel, stride):
    rows, columns = kernel.shape
    result = []
    y = 0
    while y + rows <= image.shape[0]:
        line = []
        x = 0
        while x + columns <= image.shape[1]:
            total = 0.0
            for r in range(rows):
                for c in range(columns):
                    total += image[y + r][x + c] * kernel[r][c]
            line.append(float(total))
            x += stride
        result.append(line)
        y += stride
    return result


# %% task="conv2d"
def conv2d(images, kernels, bias, stride, padding):
    rows, columns, channels, filters = kernels.shape
    _, height, width, _ = images.shape
    top = left = 0
    out_y, out_x = (height - rows) // stride + 1, (width - columns) // stride + 1
    if padding == "SAME":
        out_y, out_x = int(np.ceil(height / stride)), int(np.ceil(width / stride))
        top = max((out_y - 1) * stride + rows - height, 0) // 2
        left = max((out_x - 1) * stride + columns - width, 0) // 2

    def value(one, y, x, o):
        total = bias[o]
        for r in range(rows):
            for c in range(columns):
                v, u = y * stride + r - top, x * stride + c - left
                if 0 <= v < height and 0 <= u < width:
                    total += sum(one[v, u, i] * kernels[r, c, i, o] for i in range(channels))
        return float(total)

    return [
        [[[value(one, y, x, o) for o in range(filters)] for x in range(out_x)] for y in range(out_y)]
        for one in images
    ]


# %% task="max_pool"
def max_pool(images, size, stride):
    _, height, width, channels = images.shape
    return [
        [
            [
                [max(one[y + r][x + c][k] for r in range(size) for c in range(size)) for k in range(channels)]
                for x in range(0, width - size + 1, stride)
            ]
            for y in range(0, height - size + 1, stride)
        ]
        for one in images.tolist()
    ]


# %% task="to_torch"
def filters_to_torch(kernel):
    rows, columns, channels, filters = kernel.shape
    return [
        [[[kernel[r, c, i, o] for c in range(columns)] for r in range(rows)] for i in range(channels)]
        for o in range(filters)
    ]


def dense_to_torch(kernel, height, width, channels):
    return [
        [
            kernel[(y * width + x) * channels + c, unit]
            for c in range(channels)
            for y in range(height)
            for x in range(width)
        ]
        for unit in range(kernel.shape[1])
    ]


# %% task="train"
def train(model, X, y, num_epochs, seed):
    rng = np.random.default_rng(seed)
    parameters = list(model.parameters())
    means = [torch.zeros_like(p) for p in parameters]
    squares = [torch.zeros_like(p) for p in parameters]
    steps = 0
    model.train()
    for _ in range(num_epochs):
        order = rng.permutation(len(y)).tolist()
        while order:
            rows, order = order[:50], order[50:]
            scores = model(X[rows])
            loss = -scores.log_softmax(dim=1)[range(len(rows)), y[rows]].mean()
            steps += 1
            gradients = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for p, g, m, v in zip(parameters, gradients, means, squares, strict=True):
                    m.copy_(0.9 * m + 0.1 * g)
                    v.copy_(0.999 * v + 0.001 * g * g)
                    root = (v / (1 - 0.999**steps)).sqrt() + 1e-8
                    p -= 0.01 * m / (1 - 0.9**steps) / root


def accuracy(model, X, y):
    mode = model.training
    model.train(False)
    right = 0
    for image, label in zip(X, y.tolist(), strict=True):
        right += int(model(image[None])[0].argmax()) == label
    model.train(mode)
    return right / len(X)
