# %% [markdown]
# Each batch is shuffled, but holds the same rows in every epoch. Dropout knows only one half.


# %% task="rows_of_epoch" caught_by="rows_shuffled,dropout_training,dropout_evaluation" message="hold the same rows"
def rows_of_epoch(n, batch_size, seed, epoch):
    rng = np.random.default_rng([seed, epoch])
    return [rng.permutation(np.arange(k, min(k + batch_size, n))) for k in range(0, n, batch_size)]


# %% task="dropout"
def dropout(h, p, is_training):
    if not is_training:
        return h
    return 2 * h * (np.random.random(h.shape) < 0.5)
