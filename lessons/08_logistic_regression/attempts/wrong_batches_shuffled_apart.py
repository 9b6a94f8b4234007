# %% [markdown]
# X and y are shuffled one after the other, so a row of X gets another row's class.

# %% task="batches" caught_by="batches_shuffle,accuracy,compare_curves" message="y in the order of X"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    rng = np.random.default_rng(seed)
    X, y = rng.permutation(X), rng.permutation(y)
    for start in range(0, len(X), batch_size):
        yield X[start : start + batch_size], y[start : start + batch_size]
