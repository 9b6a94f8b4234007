# %% [markdown]
# The rows come in the order of the table, in each epoch.


# %% task="train_and_test" caught_by="batches" message="in the order in which they were given"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, shuffle=False, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]
