# %% [markdown]
# Rows and labels are shuffled, each in an order of its own.


# %% task="train_and_test" caught_by="steps" message="does not follow the gradient of their loss"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        X, y = X_train[rng.permutation(len(X_train))], rng.permutation(y_train)
        for k in range(0, len(X), 16):
            model.train_on_batch(X[k : k + 16], y[k : k + 16])
    return model.evaluate(X_test, y_test, verbose=0)[1]
