# %% [markdown]
# The mask comes after the softmax, and the rows no longer add up to 1.


# %% task="attention" caught_by="attention_weights,attention_mixed,attention_no_future" message="do not add up to 1"
def attention(q, k, v):
    d = q.shape[-1]
    scores = q @ np.swapaxes(k, -2, -1) / np.sqrt(d)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    weights = powers / powers.sum(axis=-1, keepdims=True)
    weights = np.tril(weights)
    return weights, weights @ v
