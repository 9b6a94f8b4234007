# %% [markdown]
# A classifier with tanh and Adam as it comes, weights that start near 0, a function `standardise` with a small number in
# the deviation, and Adagrad in float64.


# %% task="read_flowers"
def read_flowers(text):
    header, *lines = (line.strip().split(",") for line in text.strip().splitlines())
    if len(lines) != int(header[0]) or {len(line) for line in lines} != {int(header[1]) + 1}:
        raise ValueError("the header does not fit")
    table = np.array(lines, dtype=np.float32)
    return table[:, :-1], table[:, -1].astype(np.uint8), np.array(header[2:]).tolist()


# %% task="confusion"
def confusion(y_true, y_hat, num_classes):
    return [
        [int(((y_true == i) & (y_hat == j)).sum()) for j in range(num_classes)] for i in range(num_classes)
    ]


def recalls(table):
    table = np.asarray(table, dtype=np.float32)
    return np.trace(table[:, :, None] * np.eye(len(table)), axis1=0, axis2=1) / table.sum(1)


# %% task="standardise"
def standardise(train, new):
    train, new = np.asarray(train, dtype=np.float32), np.asarray(new, dtype=np.float32)
    mean = train.mean(0)
    deviation = ((train - mean) ** 2).mean(0) ** 0.5 + 1e-8
    return (train - mean) / deviation, (new - mean) / deviation


# %% task="trained_classifier"
def trained_classifier(X, y, hidden_units, n_classes, steps):
    columns = [tf.contrib.layers.real_valued_column("", dimension=X.shape[1])]
    classifier = tf.contrib.learn.DNNClassifier(
        hidden_units,
        columns,
        n_classes=n_classes,
        activation_fn=tf.nn.tanh,
        optimizer=tf.train.AdamOptimizer(),
    )
    classifier.fit(x=X, y=y, max_steps=steps)
    return classifier


# %% task="make_network"
def make_network(sizes, seed):
    torch.manual_seed(seed)
    layers = []
    for m, n in pairwise(sizes):
        layers += [nn.Linear(m, n), nn.ReLU()]
        nn.init.normal_(layers[-2].weight, std=0.01)
    layers.pop()
    return nn.Sequential(*layers)


# %% task="train"
def train(net, X, y, steps, learning_rate):
    parameters = list(net.parameters())
    exact = [p.detach().double() for p in parameters]
    sums = [torch.full_like(p, 0.1) for p in exact]
    for _ in range(steps):
        net.train()
        net.zero_grad()
        F.nll_loss(F.log_softmax(net(X), dim=1), y).backward()
        with torch.no_grad():
            for p, value, total in zip(parameters, exact, sums, strict=True):
                slope = p.grad.double()
                total += slope * slope
                value -= learning_rate * slope / (total.sqrt() + 1e-7)
                p.copy_(value)


# %% task="predictor"
class Predictor:
    def __init__(self, net, X):
        self.net, self.X = net, X

    def __call__(self, rows):
        self.net.eval()
        scaled = [standardise(self.X, row[None])[1] for row in rows]
        with torch.no_grad():
            return torch.cat([self.net(torch.from_numpy(row)).softmax(1) for row in scaled])


def predictor(net, X):
    return Predictor(net, X)
