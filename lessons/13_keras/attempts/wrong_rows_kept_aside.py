# %% [markdown]
# Keeps a fifth of the training rows aside, so they are never learned.


# %% task="train_and_test" caught_by="batches" message="do not have the right sizes"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, validation_split=0.2, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]
