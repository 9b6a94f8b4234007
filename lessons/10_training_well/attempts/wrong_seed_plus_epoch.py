# %% [markdown]
# The generator starts from the sum of seed and epoch, so the epochs of the next seed are the same, one later.


# %% task="rows_of_epoch" caught_by="rows_shuffled" message="Seed 0, epoch 1 and seed 1, epoch 0"
def rows_of_epoch(n, batch_size, seed, epoch):
    order = np.random.default_rng(seed + epoch).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
