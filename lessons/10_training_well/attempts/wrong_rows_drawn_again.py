# %% [markdown]
# Each batch draws new random rows, so some rows come twice and others never. Early stopping compares each loss with
# the one just before.


# %% task="rows_of_epoch" caught_by="rows_once,early_stops" message="all row numbers, sorted"
def rows_of_epoch(n, batch_size, seed, epoch):
    rng = np.random.default_rng([seed, epoch])
    starts = range(0, n, batch_size)
    return [rng.integers(0, n, size=min(batch_size, n - start)) for start in starts]


# %% task="early_stopping"
def early_stopping(losses, patience):
    worse = 0
    for epoch in range(1, len(losses)):
        worse = 0 if losses[epoch] < losses[epoch - 1] else worse + 1
        if worse == patience:
            return int(np.argmin(losses[: epoch + 1])), epoch
    return int(np.argmin(losses)), len(losses) - 1
