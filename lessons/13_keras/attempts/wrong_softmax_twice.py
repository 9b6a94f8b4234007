# %% [markdown]
# The loss always has `from_logits=True`, so softmax comes twice for probabilities. In the model, the hidden layer
# has no ReLU.


# %% task="build_classifier" caught_by="build_forward,loss_of_probabilities,network_compiled,steps" message="the probabilities of five"
def build_classifier(input_shape, hidden, num_classes, rate):
    model = keras.Sequential([keras.Input(input_shape), layers.Flatten()])
    model.add(layers.Dense(hidden))
    model.add(layers.Dropout(rate))
    model.add(layers.Dense(num_classes, activation="softmax"))
    return model


# %% task="compile_for"
def compile_for(model, y, gives):
    if y.ndim == 2:
        loss = keras.losses.CategoricalCrossentropy(from_logits=True)
    elif model.output_shape[-1] == 1:
        loss = keras.losses.BinaryCrossentropy(from_logits=True)
    else:
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(optimizer="adam", loss=loss)


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    keras.utils.set_random_seed(seed)
    scale = layers.Normalization()
    scale.adapt(X_train)
    chain = [keras.Input(X_train.shape[1:]), scale, layers.Dense(16, "relu")]
    model = keras.Sequential([*chain, layers.Dense(num_classes, "softmax")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(keras.optimizers.Adam(0.05), loss, metrics=["accuracy"])
    return model


# %% task="train_and_test"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(model.optimizer, loss, metrics=["accuracy"])
    model.fit(X_train, y_train, epochs=epochs, batch_size=16, verbose=0)
    return model.evaluate(X_test, y_test, verbose=0)[1]
