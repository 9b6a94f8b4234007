# %% [markdown]
# Softmax by its formula, and the logarithm of it for the cost: right for small scores, not for large ones.

# %% task="softmax" caught_by="softmax_large,cross_entropy_large" message="is not finite"
def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


# %% task="cross_entropy"
def cross_entropy(z, y):
    return -(y * np.log(softmax(z))).sum(axis=1).mean()
