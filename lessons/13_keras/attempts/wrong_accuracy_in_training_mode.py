# %% [markdown]
# Asks the model in training mode, when it is measured.


# %% task="train_and_test" caught_by="accuracy_on_test_rows" message="the accuracy that you return"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    y_hat = model(X_test, training=True).detach().numpy().argmax(axis=1)
    return float(np.mean(y_hat == y_test))
