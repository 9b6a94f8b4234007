# %% [markdown]
# Pads for SAME as if the stride were always 1. Max pooling starts from zeros, so that negative numbers never win, and
# moves the window by its size, whatever the stride.


# %% task="conv2d" caught_by="conv2d_same,pool_windows,pool_channels" message="a filter of 3 x 3, stride 2, SAME"
def conv2d(images, kernels, bias, stride, padding):
    rows, columns, _, filters = kernels.shape
    if padding == "SAME":
        borders = [((k - 1) // 2, k // 2) for k in (rows, columns)]
        images = np.pad(images, [(0, 0), *borders, (0, 0)])
    height = (images.shape[1] - rows) // stride + 1
    width = (images.shape[2] - columns) // stride + 1
    maps = np.zeros((len(images), height, width, filters))
    for y in range(height):
        for x in range(width):
            window = images[:, y * stride : y * stride + rows, x * stride : x * stride + columns]
            maps[:, y, x] = np.tensordot(window, kernels, axes=3) + bias
    return maps


# %% task="max_pool"
def max_pool(images, size, stride):
    count, height, width, channels = images.shape
    pooled = np.zeros((count, height // size, width // size, channels))
    for y in range(height // size):
        for x in range(width // size):
            for r in range(size):
                for c in range(size):
                    pixel = images[:, y * size + r, x * size + c]
                    pooled[:, y, x] = np.maximum(pooled[:, y, x], pixel)
    return pooled
