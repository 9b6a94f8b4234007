# %% [markdown]
# Takes the mean over the channels in place of the sum, and counts weights without biases.


# %% task="conv2d" caught_by="conv2d_channels,conv2d_same,follow_parameters" message="3 channels in"
def conv2d(images, kernels, bias, stride, padding):
    rows, columns = kernels.shape[:2]
    if padding == "SAME":
        borders = []
        for n, k in zip(images.shape[1:3], (rows, columns), strict=True):
            total = max((-(-n // stride) - 1) * stride + k - n, 0)
            borders.append((total // 2, total - total // 2))
        images = np.pad(images, [(0, 0), *borders, (0, 0)])
    windows = np.lib.stride_tricks.sliding_window_view(images, (rows, columns), axis=(1, 2))
    products = np.einsum("nyxirc,rcio->nyxio", windows[:, ::stride, ::stride], kernels)
    return products.mean(axis=3) + bias


# %% task="follow"
def follow(shape, layers):
    pairs = []
    for kind, *options in layers:
        weights = 0
        if kind == "conv":
            filters, size, stride, padding = options
            weights = size * size * shape[2] * filters
            reach = 1 if padding == "SAME" else size
            shape = (*((n - reach) // stride + 1 for n in shape[:2]), filters)
        elif kind == "pool":
            shape = (*((n - options[0]) // options[1] + 1 for n in shape[:2]), shape[2])
        elif kind == "flatten":
            shape = (shape[0] * shape[1] * shape[2],)
        else:
            weights = shape[0] * options[0]
            shape = (options[0],)
        pairs.append((shape, weights))
    return pairs
