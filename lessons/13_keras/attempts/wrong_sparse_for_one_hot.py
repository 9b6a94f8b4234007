# %% [markdown]
# One loss for all labels with several classes, also for one-hot rows. Dummy coding keeps the column of the base
# category, and the split does not look at the classes.


# %% task="compile_for"
def compile_for(model, y, gives):
    if model.output_shape[-1] == 1:
        loss = keras.losses.BinaryCrossentropy(from_logits=gives == "scores")
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=gives == "scores")
    model.compile(optimizer="adam", loss=loss)


# %% task="dummy_columns"
def dummy_columns(values, categories):
    codes = [list(categories).index(value) for value in values]
    return keras.utils.to_categorical(codes, len(categories))


# %% task="split" caught_by="loss_of_probabilities,loss_of_scores,dummy_values,split_stratified" message="same shape"
def split_rows(y, share, seed):
    mixed = np.random.default_rng(seed).permutation(len(y))
    cut = round(share * len(y))
    return mixed[cut:], mixed[:cut]


def prepare(X, y, share, seed):
    train, test = split_rows(y, share, seed)
    mean, deviation = X[train].mean(axis=0), X[train].std(axis=0)
    return (X[train] - mean) / deviation, (X[test] - mean) / deviation, y[train], y[test]
