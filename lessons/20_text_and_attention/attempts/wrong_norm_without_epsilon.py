# %% [markdown]
# Nothing is added to the variance, which may be 0.


# %% task="norm_and_count" caught_by="norm_values" message="a place that is 5 everywhere"
def layer_norm(x, weight, bias):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    return weight * (x - mean) / np.sqrt(variance) + bias


def count_parameters(symbols, context, width, blocks):
    norm = 2 * width
    attention = (width + 1) * 3 * width + (width + 1) * width
    mlp = (width + 1) * 4 * width + (4 * width + 1) * width
    block = 2 * norm + attention + mlp
    return symbols * width + context * width + blocks * block + norm + width * symbols
