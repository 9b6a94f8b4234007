# %% [markdown]
# The output layer is taken to share its matrix with the embedding.


# %% task="norm_and_count" caught_by="parameters_counted" message="count_parameters"
def layer_norm(x, weight, bias):
    mean = x.mean(axis=-1, keepdims=True)
    variance = x.var(axis=-1, keepdims=True)
    return weight * (x - mean) / np.sqrt(variance + 1e-5) + bias


def count_parameters(symbols, context, width, blocks):
    norm = 2 * width
    attention = (width + 1) * 3 * width + (width + 1) * width
    mlp = (width + 1) * 4 * width + (4 * width + 1) * width
    block = 2 * norm + attention + mlp
    return symbols * width + context * width + blocks * block + norm
