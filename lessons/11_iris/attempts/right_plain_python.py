# %% [markdown]
# Plain Python lists and loops, scikit-learn for the table, arrays given as x and y, a class for the network, and log
# softmax in place of cross-entropy.


# %% task="read_flowers"
def read_flowers(text):
    import csv

    lines = [row for row in csv.reader(text.split("\n")) if row]
    n, d, names = int(lines[0][0]), int(lines[0][1]), lines[0][2:]
    X, y = [], []
    for row in lines[1:]:
        if len(row) - 1 != d:
            raise ValueError("wrong number of values")
        X.append([float(value) for value in row[:d]])
        y.append(int(row[d]))
    if len(y) != n:
        raise ValueError("wrong number of rows")
    return [X, y, tuple(names)]


# %% task="count_parameters"
def count_parameters(sizes):
    total = 0
    for i in range(1, len(sizes)):
        total += (sizes[i - 1] + 1) * sizes[i]
    return total


# %% task="questions"
q3_steps = 1500.0
q3_wrong = "4"
q3_input = "C"
q3_border = " D "


# %% task="confusion"
def confusion(y_true, y_hat, num_classes):
    from sklearn.metrics import confusion_matrix

    return confusion_matrix(y_true, y_hat, labels=range(num_classes))


def recalls(table):
    return [float(row[k]) / sum(row) for k, row in enumerate(table.tolist())]


# %% task="standardise"
def standardise(train, new):
    from sklearn.preprocessing import StandardScaler

    scaler = StandardScaler().fit(train)
    return [scaler.transform(train), scaler.transform(new)]


# %% task="trained_classifier"
def trained_classifier(X, y, hidden_units, n_classes, steps):
    columns = [tf.contrib.layers.real_valued_column("", dimension=len(X[0]))]
    return tf.contrib.learn.DNNClassifier(hidden_units, columns, n_classes=n_classes).fit(X, y, steps=steps)


# %% task="make_network"
class Layers(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.all = nn.ModuleList()
        for i in range(len(sizes) - 1):
            self.all.append(nn.Linear(sizes[i], sizes[i + 1]))

    def forward(self, rows):
        for layer in self.all[:-1]:
            rows = layer(rows).clamp(min=0)
        return self.all[-1](rows)


def make_network(sizes, seed):
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        return Layers(sizes)


# %% task="train"
def train(net, X, y, steps, learning_rate):
    net.train(True)
    adagrad = torch.optim.Adagrad(
        net.parameters(), learning_rate, initial_accumulator_value=0.1, foreach=False
    )
    done = 0
    while done < steps:
        adagrad.zero_grad(set_to_none=False)
        logs = net(X).log_softmax(dim=1)
        loss = -logs[range(len(y)), y].sum() / len(y)
        loss.backward()
        adagrad.step()
        done += 1
    return [float(loss.detach())]


# %% task="predictor"
def predictor(net, X):
    mean, deviation = X.mean(axis=0), X.std(axis=0)

    def answer_for(rows):
        was_training = net.training
        net.eval()
        scores = net(torch.tensor((rows - mean) / deviation, dtype=torch.float32)).detach().numpy()
        net.train(was_training)
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        return (powers / powers.sum(axis=1, keepdims=True)).tolist()

    return answer_for
