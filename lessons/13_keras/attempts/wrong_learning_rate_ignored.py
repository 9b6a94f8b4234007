# %% [markdown]
# `adam` in quotes has the learning rate 0.001; and the model is compiled again with it before the training.


# %% task="train_and_test" caught_by="network_compiled,steps" message="changes in the first step"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    keras.utils.set_random_seed(seed)
    scale = layers.Normalization()
    scale.adapt(X_train)
    chain = [keras.Input(X_train.shape[1:]), scale, layers.Dense(16, "relu")]
    model = keras.Sequential([*chain, layers.Dense(num_classes, "softmax")])
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
