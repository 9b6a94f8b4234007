# %% [markdown]
# The weights mix the keys, not the values.


# %% task="attention" caught_by="attention_mixed,attention_no_future" message="the mixed values"
def attention(q, k, v):
    T, d = q.shape[-2:]
    scores = q @ np.swapaxes(k, -2, -1) / np.sqrt(d)
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights, weights @ k
