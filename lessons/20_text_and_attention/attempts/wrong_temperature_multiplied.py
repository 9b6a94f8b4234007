# %% [markdown]
# The logits are multiplied by the temperature.


# %% task="sampling" caught_by="temperature_shares,top_k_shares" message="at the temperature"
def next_shares(logits, temperature=1.0, top_k=None):
    scores = logits * temperature
    if top_k is not None:
        last = np.sort(scores)[-min(top_k, len(scores))]
        scores = np.where(scores >= last, scores, -np.inf)
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
