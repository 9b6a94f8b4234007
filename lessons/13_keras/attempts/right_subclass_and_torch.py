# %% [markdown]
# Subclasses with layers made in another order, one-hot rows compared with `all`, torch tensors as results, the
# ROC curve as two loops over thresholds, and a training loop of PyTorch.


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


# %% task="make_network"
def make_network(X_train, num_classes, seed):
    class Network(keras.Model):
        def __init__(self):
            super().__init__()
            self.mean, self.deviation = X_train.mean(axis=0), X_train.std(axis=0)
            self.last = layers.Dense(num_classes, activation="softmax")
            self.hidden = layers.Dense(16, activation="relu")

        def call(self, x):
            return self.last(self.hidden((x - torch.tensor(self.mean)) / torch.tensor(self.deviation)))

    keras.utils.set_random_seed(seed)
    model = Network()
    model(X_train[:1])  # the weights are drawn here
    model.compile(
        keras.optimizers.Adam(0.05),
        keras.losses.SparseCategoricalCrossentropy(),
        metrics=[keras.metrics.SparseCategoricalAccuracy()],
    )
    return model


# %% task="train_and_test"
def train_and_test(model, X_train, y_train, X_test, y_test, epochs, seed):
    generator = torch.Generator().manual_seed(seed)
    X, y, loss_of = torch.tensor(X_train), torch.tensor(y_train), keras.losses.SparseCategoricalCrossentropy()
    for _ in range(epochs):
        for rows in torch.randperm(len(X), generator=generator).split(16):
            model.zero_grad()
            loss_of(y[rows], model(X[rows], training=True)).backward()
            with torch.no_grad():
                slopes = [variable.value.grad for variable in model.trainable_variables]
                model.optimizer.apply(slopes, model.trainable_variables)
    y_hat = model.predict(X_test, verbose=0).argmax(axis=1)
    return np.mean(y_hat == y_test)
