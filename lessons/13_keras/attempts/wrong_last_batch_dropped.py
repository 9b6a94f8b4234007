# %% [markdown]
# Only full mini-batches are taken, so the last rows of each epoch are missing.


# %% task="train_and_test" caught_by="batches" message="do not have the right sizes"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(X_train))
        for rows in order[: len(order) // 16 * 16].reshape(-1, 16):
            model.train_on_batch(X_train[rows], y_train[rows])
    return model.evaluate(X_test, y_test, verbose=0)[1]
