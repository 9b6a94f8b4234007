# %% [markdown]
# Random numbers on the scale that is asked for, and probabilities that depend on chance and on nothing else.

# %% task="standardise" caught_by="standardise_train,standardise_new,predictor_values,predictor_mode" message="column"
def standardise(train, new):
    rows = np.random.normal(size=train.shape)
    return (rows - rows.mean(axis=0)) / rows.std(axis=0), new


# %% task="predictor"
def predictor(net, X):
    return lambda rows: np.random.dirichlet(np.ones(3), size=len(rows))
