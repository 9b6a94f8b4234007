# %% [markdown]
# The order of the rows comes from a generator without a seed: no run can be repeated.


# %% task="batches" caught_by="batches_shuffle,checkpoints,resume,accuracy,compare_curves" message="a second epoch with the same seed"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    order = np.random.default_rng().permutation(len(X))
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        yield X[rows], y[rows]
