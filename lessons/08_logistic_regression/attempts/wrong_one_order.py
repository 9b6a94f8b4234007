# %% [markdown]
# The generator always has the same seed, so each epoch has the same order.


# %% task="batches" caught_by="batches_shuffle" message="Seeds 5 and 6 give the same order"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    order = np.random.default_rng(0).permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
