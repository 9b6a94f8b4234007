# %% [markdown]
# Turns all four axes round, so that rows and columns of each filter are exchanged.


# %% task="to_torch" caught_by="torch_filters,torch_dense" message="the filters for PyTorch"
def filters_to_torch(kernel):
    """kernel: array (rows, columns, in, filters). Returns (filters, in, rows, columns)."""
    return kernel.T


def dense_to_torch(kernel, height, width, channels):
    """kernel: array (height * width * channels, units). Returns (units, channels * height * width)."""
    return kernel.reshape(height, width, channels, -1).T.reshape(-1, channels * height * width)
