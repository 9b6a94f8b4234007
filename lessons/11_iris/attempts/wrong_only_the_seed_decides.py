# %% [markdown]
# Random numbers on the scale that is asked for, and probabilities that depend on the seed and on nothing else.

# %% task="standardise" caught_by="standardise_train,standardise_new,mlp_probabilities,mlp_units,mlp_seed" message="col"
def standardise(train, new):
    rows = np.random.normal(size=train.shape)
    return (rows - rows.mean(axis=0)) / rows.std(axis=0), new


# %% task="train_mlp"
def train_mlp(X, y, sizes, seed):
    p = np.random.default_rng(seed).dirichlet(np.ones(sizes[-1]))
    return lambda rows: np.tile(p, (len(rows), 1))
