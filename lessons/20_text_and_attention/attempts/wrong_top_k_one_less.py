# %% [markdown]
# The last of the symbols that may be drawn is left out.


# %% task="sampling" caught_by="top_k_shares" message="can be drawn"
def next_shares(logits, temperature=1.0, top_k=None):
    scores = logits / temperature
    if top_k is not None:
        last = np.sort(scores)[-min(top_k, len(scores) - 1)]
        scores = np.where(scores > last, scores, -np.inf)
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
