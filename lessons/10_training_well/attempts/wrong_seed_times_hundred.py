# %% [markdown]
# The generator starts from 100 * seed + epoch: epoch 100 of one seed is epoch 0 of the next.


# %% task="rows_of_epoch" caught_by="rows_shuffled" message="have the same order"
def rows_of_epoch(n, batch_size, seed, epoch):
    order = np.random.default_rng(100 * seed + epoch).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]
