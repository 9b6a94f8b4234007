# %% [markdown]
# Torch tensors as results wherever it is possible, NumPy's own reader, the parameters counted by PyTorch, weights from a
# generator in the last network, and Adagrad written out.


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


# %% task="make_network"
def make_network(sizes, seed):
    generator = torch.Generator().manual_seed(seed)
    net = nn.Sequential()
    for m, n in pairwise(sizes):
        layer = nn.Linear(m, n)
        with torch.no_grad():
            layer.weight.copy_(torch.randn(n, m, generator=generator) / m**0.5)
            layer.bias.zero_()
        if len(net):
            net.append(nn.ReLU())
        net.append(layer)
    return net


# %% task="train"
def train(net, X, y, steps, learning_rate):
    sums = [torch.full_like(p, 0.1) for p in net.parameters()]
    for _ in range(steps):
        net.train()
        scores = net(X)
        loss = nn.CrossEntropyLoss()(scores, F.one_hot(y, scores.shape[1]).float())
        slopes = torch.autograd.grad(loss, list(net.parameters()))
        with torch.no_grad():
            for p, s, slope in zip(net.parameters(), sums, slopes, strict=True):
                s += slope**2
                p -= learning_rate * slope / s.sqrt()


# %% task="predictor"
def predictor(net, X):
    @torch.inference_mode()
    def ask(rows):
        return net.eval()(standardise(X, rows)[1].float()).softmax(dim=-1)

    return ask
