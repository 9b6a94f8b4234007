# %% [markdown]
# Each batch is drawn anew from all rows: some rows come twice in an epoch, and some not at all.

# %% task="batches" caught_by="batches_cover,batches_shuffle" message="the rows in batches of 6"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    rng = np.random.default_rng(seed)
    for start in range(0, len(X), batch_size):
        rows = rng.integers(len(X), size=min(batch_size, len(X) - start))
        yield X[rows], y[rows]
