# %% [markdown]
# The batches come in the order of the data, the same in each epoch.

# %% task="batches" caught_by="batches_shuffle" message="The rows come in their old order."
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    order = np.arange(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
