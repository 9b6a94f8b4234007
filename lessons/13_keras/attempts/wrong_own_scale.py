# %% [markdown]
# The test rows are standardised with their own mean. In the network, nothing is normalised, and the seed is set
# after the layers have got their random weights.


# %% task="split" caught_by="prepare_no_leak,network_forward,network_compiled,network_seed" message="on one scale"
def split_rows(y, share, seed):
    from sklearn.model_selection import train_test_split

    return train_test_split(np.arange(len(y)), test_size=share, stratify=y, random_state=seed)


def prepare(X, y, share, seed):
    train, test = split_rows(y, share, seed)
    return (
        (X[train] - X[train].mean(axis=0)) / X[train].std(axis=0),
        (X[test] - X[test].mean(axis=0)) / X[test].std(axis=0),
        y[train],
        y[test],
    )


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    model = keras.Sequential(
        [keras.Input((X_train.shape[1],)), layers.Dense(16, "relu"), layers.Dense(num_classes, "softmax")]
    )
    keras.utils.set_random_seed(seed)
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
