# %% [markdown]
# Returns the last accuracy that `fit` told, which is one of the training rows and of the whole epoch.


# %% task="train_and_test" caught_by="accuracy_on_test_rows" message="the accuracy that you return"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    history = model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0).history
    return history["accuracy"][-1]
