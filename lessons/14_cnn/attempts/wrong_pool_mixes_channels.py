# %% [markdown]
# Pools over the channels too, and changes layouts by reshape.


# %% task="max_pool" caught_by="pool_channels,torch_filters,torch_dense" message="the pooled maps of 3 channels"
def max_pool(images, size, stride):
    tops = range(0, images.shape[1] - size + 1, stride)
    lefts = range(0, images.shape[2] - size + 1, stride)
    pooled = [[[one[y : y + size, x : x + size].max() for x in lefts] for y in tops] for one in images]
    return np.array(pooled)[..., None]


# %% task="to_torch"
def filters_to_torch(kernel):
    rows, columns, channels, filters = kernel.shape
    return kernel.reshape(filters, channels, rows, columns)


def dense_to_torch(kernel, height, width, channels):
    return kernel.T
