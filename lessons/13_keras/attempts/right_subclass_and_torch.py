# %% [markdown]
# Subclasses with layers made in another order, one-hot rows compared with `all`, torch tensors as results, and the
# ROC curve as two loops over thresholds.


# %% task="build_classifier"
def build_classifier(input_shape, hidden, num_classes, rate):
    class Classifier(keras.Model):
        def __init__(self):
            super().__init__()
            self.last = layers.Dense(num_classes)
            self.first = layers.Dense(hidden)
            self.drop = layers.Dropout(rate)

        def call(self, x, training=False):
            x = keras.ops.relu(self.first(keras.ops.reshape(x, (-1, int(np.prod(input_shape))))))
            return keras.ops.softmax(self.last(self.drop(x, training=training)))

    return Classifier()


# %% task="compile_for"
def compile_for(model, y, gives):
    kinds = {
        (2, False): keras.losses.CategoricalCrossentropy,
        (1, True): keras.losses.BinaryCrossentropy,
        (1, False): keras.losses.SparseCategoricalCrossentropy,
    }
    loss = kinds[len(y.shape), model.output_shape[-1] == 1](from_logits={"scores": True}.get(gives, False))
    model.compile(loss=loss, optimizer=keras.optimizers.Adam(0.1), metrics=["accuracy"])
    return model


# %% task="dummy_columns"
def dummy_columns(values, categories):
    table = torch.zeros(len(values), len(categories))
    for i, value in enumerate(values):
        table[i, list(categories).index(value)] = 1  # index raises ValueError itself
    return table[:, 1:]


# %% task="split"
def split_rows(y, share, seed):
    torch.manual_seed(seed)
    chosen = np.zeros(len(y), dtype=bool)
    for label in set(y.tolist()):
        rows = [i for i, value in enumerate(y.tolist()) if value == label]
        order = torch.randperm(len(rows)).tolist()
        for k in order[: int(share * len(rows) + 0.5)]:
            chosen[rows[k]] = True
    return torch.tensor(np.flatnonzero(~chosen)), torch.tensor(np.flatnonzero(chosen))


def prepare(X, y, share, seed):
    train, test = split_rows(y, share, seed)
    scale = layers.Normalization()
    scale.adapt(X[train])
    return scale(X[train]), scale(X[test]), torch.tensor(y)[train], torch.tensor(y)[test]


# %% task="roc"
def roc(y_true, score):
    truth, score = torch.tensor(y_true), torch.tensor(score)
    fpr, tpr = [0.0], [0.0]
    for threshold in sorted(set(score.tolist()), reverse=True):
        called = score >= threshold
        fpr.append(((called & (truth == 0)).sum() / (truth == 0).sum()).item())
        tpr.append(((called & (truth == 1)).sum() / (truth == 1).sum()).item())
    return torch.tensor(fpr), torch.tensor(tpr)


def area(fpr, tpr):
    return sum((fpr[i + 1] - fpr[i]) * (tpr[i] + tpr[i + 1]) / 2 for i in range(len(fpr) - 1))


# %% task="experiment"
def experiment(X_train, y_train, X_test, y_test, epochs, seed):
    keras.utils.set_random_seed(seed)
    k = int(max(y_train.max(), y_test.max())) + 1
    model = keras.Sequential(
        [layers.BatchNormalization(momentum=0.8), layers.Dense(16, "relu"), layers.Dense(k, "softmax")]
    )
    model.compile(keras.optimizers.Adam(0.05), keras.losses.CategoricalCrossentropy())
    model.fit(X_train, keras.utils.to_categorical(y_train, k), epochs=epochs, batch_size=16, verbose=0)
    return model, np.mean(model.predict(X_test).argmax(axis=1) == y_test)
