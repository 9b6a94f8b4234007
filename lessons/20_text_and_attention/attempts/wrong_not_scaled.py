# %% [markdown]
# The scores are not divided by the root of d.


# %% task="attention" caught_by="attention_weights,attention_mixed" message="the weights of"
def attention(q, k, v):
    T = q.shape[-2]
    scores = q @ np.swapaxes(k, -2, -1)
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights, weights @ v
