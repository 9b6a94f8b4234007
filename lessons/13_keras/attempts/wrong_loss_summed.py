# %% [markdown]
# The loss is a sum over the rows of a mini-batch, so the smaller last one counts less.


# %% task="train_and_test" caught_by="network_compiled,steps" message="the loss that evaluate returns"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="sum")
    model.compile(model.optimizer, loss, metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    keras.utils.set_random_seed(seed)
    scale = layers.Normalization()
    scale.adapt(X_train)
    chain = [keras.Input(X_train.shape[1:]), scale, layers.Dense(16, "relu")]
    model = keras.Sequential([*chain, layers.Dense(num_classes, "softmax")])
    loss = keras.losses.SparseCategoricalCrossentropy(reduction="sum")
    model.compile(keras.optimizers.Adam(0.05), loss, metrics=["accuracy"])
    return model
