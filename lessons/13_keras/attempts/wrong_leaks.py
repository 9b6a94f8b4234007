# %% [markdown]
# Scales with the mean of all rows before the split, forgets `from_logits`, and reports the accuracy on the rows
# that it has trained with.


# %% task="split" caught_by="loss_of_scores,prepare_no_leak,accuracy_on_test_rows" message="for scores"
def split_rows(y, share, seed):
    from sklearn.model_selection import train_test_split

    return train_test_split(np.arange(len(y)), test_size=share, stratify=y, random_state=seed)


def prepare(X, y, share, seed):
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    train, test = split_rows(y, share, seed)
    return X[train], X[test], y[train], y[test]


# %% task="compile_for"
def compile_for(model, y, gives):
    if y.ndim == 2:
        loss = "categorical_crossentropy"
    elif model.output_shape[-1] == 1:
        loss = "binary_crossentropy"
    else:
        loss = "sparse_categorical_crossentropy"
    model.compile(optimizer="adam", loss=loss)


# %% task="train_and_test"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(X_train, y_train, verbose=0)[1]
