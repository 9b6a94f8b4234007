# %% [markdown]
# Draws the rows of each mini-batch anew, so some come twice in an epoch and others never.


# %% task="train_and_test" caught_by="batches" message="does not take each row once"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        for start in range(0, len(X_train), 16):
            rows = rng.integers(len(X_train), size=min(16, len(X_train) - start))
            model.train_on_batch(X_train[rows], y_train[rows])
    return model.evaluate(X_test, y_test, verbose=0)[1]
