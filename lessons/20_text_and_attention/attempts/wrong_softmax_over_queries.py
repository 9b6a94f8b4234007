# %% [markdown]
# The softmax is taken over the queries, not over the keys.


# %% task="attention" caught_by="attention_weights,attention_mixed,attention_no_future" message="do not add up to 1"
def attention(q, k, v):
    T, d = q.shape[-2:]
    scores = q @ np.swapaxes(k, -2, -1) / np.sqrt(d)
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=-2, keepdims=True))
    weights = powers / powers.sum(axis=-2, keepdims=True)
    return weights, weights @ v
