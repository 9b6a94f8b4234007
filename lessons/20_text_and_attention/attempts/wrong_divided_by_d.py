# %% [markdown]
# The scores are divided by d, not by its root.


# %% task="attention" caught_by="attention_weights,attention_mixed" message="the weights of"
def attention(q, k, v):
    T, d = q.shape[-2:]
    scores = q @ np.swapaxes(k, -2, -1) / d
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights, weights @ v
