# %% [markdown]
# Nothing sets the seed, neither before the layers nor before the training.


# %% task="train_and_test" caught_by="network_seed,batches" message="with the same seed"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    scale = layers.Normalization()
    scale.adapt(X_train)
    chain = [keras.Input(X_train.shape[1:]), scale, layers.Dense(16, "relu")]
    model = keras.Sequential([*chain, layers.Dense(num_classes, "softmax")])
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model
