# %% [markdown]
# Counts the epochs from 1 to epochs - 1.


# %% task="train_and_test" caught_by="batches" message="do not have the right sizes"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    for _ in range(1, epochs):
        model.fit(X_train, y_train, batch_size=16, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]
