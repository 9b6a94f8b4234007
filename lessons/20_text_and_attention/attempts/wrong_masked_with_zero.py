# %% [markdown]
# Masked scores are 0 before the softmax, so later places still get weight.


# %% task="attention" caught_by="attention_weights,attention_mixed,attention_no_future" message="weights for later places"
def attention(q, k, v):
    T, d = q.shape[-2:]
    scores = q @ np.swapaxes(k, -2, -1) / np.sqrt(d)
    scores = np.where(np.tril(np.ones((T, T), dtype=bool)), scores, 0.0)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    return weights, weights @ v
