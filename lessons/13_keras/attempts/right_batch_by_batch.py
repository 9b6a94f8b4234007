# %% [markdown]
# Batches by hand, each given to `train_on_batch`; the network by `add`, with a seed for each layer of its own; and the
# area as what lies between two sums of rectangles.


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    first, second = (keras.initializers.GlorotUniform(seed=2 * seed + k) for k in (0, 1))
    model = keras.Sequential()
    model.add(layers.Normalization())
    model.layers[0].adapt(X_train)
    model.add(layers.Dense(16, kernel_initializer=first))
    model.add(layers.Activation("relu"))
    model.add(layers.Dense(num_classes, "softmax", kernel_initializer=second))
    model.build((None, X_train.shape[1]))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    model.optimizer.learning_rate = 0.05
    return model


# %% task="train_and_test"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    rng = np.random.default_rng(seed)
    for _ in range(epochs):
        order = rng.permutation(len(X_train))
        for start in range(0, len(order), 16):
            rows = order[start : start + 16]
            model.train_on_batch(X_train[rows], y_train[rows])
    return model.evaluate(X_test, y_test, verbose=0, return_dict=True)["accuracy"]


# %% task="roc"
def roc(y_true, score):
    thresholds = sorted(set(score.tolist()), reverse=True)
    rates = [[0, 0]] + [[np.mean(score[y_true == k] >= t) for k in (0, 1)] for t in thresholds]
    return np.array(rates).T


def area(fpr, tpr):
    width = np.diff(fpr)
    return 0.5 * (width @ tpr[1:] + width @ tpr[:-1])
