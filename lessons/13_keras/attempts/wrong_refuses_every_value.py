# %% [markdown]
# Refuses all values, so the unknown ones as well; the first weights are all 0, and the model is not trained, only measured.

# %% task="dummy_columns" caught_by="dummy_values,dummy_unknown,network_seed,batches,steps" message="ValueError"
def dummy_columns(values, categories):
    raise ValueError("unknown categories")


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    scale = layers.Normalization()
    scale.adapt(X_train)
    hidden = layers.Dense(16, "relu", kernel_initializer="zeros")
    last = layers.Dense(num_classes, "softmax", kernel_initializer="zeros")
    model = keras.Sequential([keras.Input(X_train.shape[1:]), scale, hidden, last])
    model.compile(keras.optimizers.Adam(0.05), "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


# %% task="train_and_test"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    return model.evaluate(X_test, y_test, verbose=0)[1]
