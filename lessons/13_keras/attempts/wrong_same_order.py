# %% [markdown]
# The order is drawn once, before the first epoch.


# %% task="train_and_test" caught_by="batches" message="in the same order"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    order = np.random.default_rng(seed).permutation(len(X_train))
    for _ in range(epochs):
        for rows in np.split(order, range(16, len(order), 16)):
            model.train_on_batch(X_train[rows], y_train[rows])
    return model.evaluate(X_test, y_test, verbose=0)[1]
