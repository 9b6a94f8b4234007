# %% [markdown]
# The number of batches is rounded down, so the rows that do not fill a batch are never used.

# %% task="batches" caught_by="batches_cover,checkpoints,resume" message="the list of batch sizes (20 rows"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    order = np.random.default_rng(seed).permutation(len(X))
    for start in range(0, len(X) - batch_size + 1, batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
