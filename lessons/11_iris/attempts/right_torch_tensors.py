# %% [markdown]
# Torch tensors as results wherever it is possible, NumPy's own reader, the parameters counted by PyTorch, and
# tanh with momentum in the last network.


# %% task="read_flowers"
def read_flowers(text):
    import io

    header = text.strip().split("\n")[0].split(",")
    table = np.loadtxt(io.StringIO(text), delimiter=",", skiprows=1, ndmin=2)
    if table.shape != (int(header[0]), int(header[1]) + 1):
        raise ValueError(f"the header says {header[:2]}, the table has the shape {table.shape}")
    return torch.tensor(table[:, :-1]), torch.tensor(table[:, -1]).long(), header[2:]


# %% task="count_parameters"
def count_parameters(sizes):
    with torch.device("meta"):
        layers = [nn.Linear(sizes[i], sizes[i + 1]) for i in range(len(sizes) - 1)]
    return sum(p.numel() for layer in layers for p in layer.parameters())


# %% task="confusion"
def confusion(y_true, y_hat, num_classes):
    true = nn.functional.one_hot(torch.as_tensor(y_true), num_classes)
    said = nn.functional.one_hot(torch.as_tensor(y_hat), num_classes)
    return true.T @ said


def recalls(table):
    table = torch.as_tensor(table, dtype=torch.float64)
    return table.diag() / table.sum(dim=1)


# %% task="standardise"
def standardise(train, new):
    train, new = torch.as_tensor(train), torch.as_tensor(new)
    mean, deviation = train.mean(dim=0, keepdim=True), train.std(dim=0, correction=0)
    return (train - mean) / deviation, (new - mean) / deviation


# %% task="trained_classifier"
def trained_classifier(X, y, hidden_units, n_classes, steps):
    model = tf.contrib.learn.DNNClassifier(
        hidden_units=tuple(hidden_units),
        feature_columns=[tf.contrib.layers.real_valued_column("", dimension=1) for _ in range(X.shape[1])],
        n_classes=n_classes,
        model_dir=tempfile.mkdtemp(),
        optimizer=tf.train.AdamOptimizer(0.01),
    )

    def give():
        tf.set_random_seed(1)
        return tf.constant(X), tf.constant(y)

    model.fit(input_fn=give, steps=steps)
    return model


# %% task="train_mlp"
def train_mlp(X, y, sizes, seed):
    generator = torch.Generator().manual_seed(seed)
    weights = [torch.randn(m, n, generator=generator) / m**0.5 for m, n in pairwise(sizes)]
    biases = [torch.zeros(n) for n in sizes[1:]]
    parameters = [p.requires_grad_() for p in weights + biases]
    optimizer = torch.optim.SGD(parameters, lr=0.1, momentum=0.9)

    def log_probabilities(rows):
        h = standardise(X, rows)[1].float()
        for W, b in zip(weights[:-1], biases[:-1], strict=True):
            h = torch.tanh(h @ W + b)
        return torch.log_softmax(h @ weights[-1] + biases[-1], dim=1)

    for _ in range(200):
        optimizer.zero_grad()
        nn.functional.nll_loss(log_probabilities(X), torch.tensor(y)).backward()
        optimizer.step()
    return lambda rows: log_probabilities(rows).exp().detach()
