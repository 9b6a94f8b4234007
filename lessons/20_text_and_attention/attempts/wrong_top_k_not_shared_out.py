# %% [markdown]
# The other symbols are removed after the softmax, and what is left does not add up to 1.


# %% task="sampling" caught_by="top_k_shares" message="add up to 1"
def next_shares(logits, temperature=1.0, top_k=None):
    scores = logits / temperature
    powers = np.exp(scores - scores.max())
    shares = powers / powers.sum()
    if top_k is not None and top_k < len(shares):
        shares[np.argsort(shares)[:-top_k]] = 0
    return shares
