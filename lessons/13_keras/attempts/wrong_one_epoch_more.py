# %% [markdown]
# Calls `fit` once to see whether it works, and then again for all epochs.


# %% task="train_and_test" caught_by="batches" message="do not have the right sizes"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    model.fit(X_train, y_train, batch_size=16, verbose=0)
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]
