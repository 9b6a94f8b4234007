# %% [markdown]
# The layers of the blocks are counted without their biases.


# %% task="norm_and_count" caught_by="parameters_counted" message="count_parameters"
def layer_norm(x, weight, bias):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    return weight * (x - mean) / np.sqrt(variance + 1e-5) + bias


def count_parameters(symbols, context, width, blocks):
    norm = 2 * width
    attention = width * 3 * width + width * width
    mlp = width * 4 * width + 4 * width * width
    block = 2 * norm + attention + mlp
    return symbols * width + context * width + blocks * block + norm + width * symbols
