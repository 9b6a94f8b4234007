# %% [markdown]
# Plain loops over every series and every mini-batch, an order from NumPy, gradients that are clipped by hand.


# %% task="step"
def step(x, h, W_x, W_h, b):
    return np.array([np.tanh(W_x.T @ x[i] + W_h.T @ h[i] + b) for i in range(len(x))])


# %% task="read"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    n, steps, _ = X.shape
    states = np.zeros((n, steps, h0.shape[1]))
    for i in range(n):
        h = h0[i]
        for t in range(steps):
            h = states[i, t] = np.tanh(weight_ih @ X[i, t] + bias_ih + weight_hh @ h + bias_hh)
    return states


# %% task="pencil"
q3_sum = 0.5 * (0.5 * 4 + 2) + 1
q3_relu = max(0, 7 - max(0, 5 - max(0, 1 - max(0, 3))))
q3_shapes = [torch.Size([8, 20, 5]), torch.Size([1, 8, 5])]
q3_field = 1 + 2 * (1 + 2 + 4)

# %% task="choices"
q4_vanish, q4_clip, q4_split, q4_honest = "B", "A", "C", "D"


# %% task="count_parameters"
def count_parameters(cell, inputs, hidden):
    plain = hidden * inputs + hidden**2 + hidden + hidden
    if cell == "rnn":
        return plain
    return 3 * plain if cell == "gru" else 4 * plain


# %% task="windows"
def windows(series, steps):
    X, y = [], []
    for i in range(steps, len(series)):
        X.append([[value] for value in series[i - steps : i]])
        y.append([series[i]])
    return np.array(X), np.array(y)


def split(series, steps, num_test):
    X, y = windows(series, steps)
    cut = len(series) - steps - num_test
    return X[:cut], y[:cut], X[cut:], y[cut:]


# %% task="read_in_parts"
def read_in_parts(layer, X, size):
    parts, state = [], None
    for begin in range(0, X.shape[1], size):
        states, last = layer(X[:, begin : begin + size], state)
        state = last.data
        parts += [states]
    return torch.cat(parts, 1)


# %% task="free_run"
def free_run(predict, X, horizon):
    X, values = X.copy(), np.zeros((len(X), horizon))
    for t in range(horizon):
        values[:, t : t + 1] = predict(X)
        X = np.roll(X, -1, axis=1)
        X[:, -1, 0] = values[:, t]
    return values


# %% task="make_network"
def make_network(hidden):
    network = nn.Module()
    network.cell, network.layer = nn.GRUCell(1, hidden), nn.Linear(hidden, 1)

    def forward(X):
        h = torch.zeros(len(X), hidden)
        for x in X.unbind(1):
            h = network.cell(x, h)
        return network.layer(h)

    network.forward = forward
    return network


# %% task="train"
def train(model, X, y, num_epochs, seed):
    rng = np.random.default_rng(seed)
    parameters = list(model.parameters())
    optimizer = torch.optim.Adam(parameters, lr=0.01)
    model.train()
    for _ in range(num_epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(order), 32):
            rows = order[start : start + 32]
            for parameter in parameters:
                parameter.grad = None
            ((model(X[rows]) - y[rows]) ** 2).mean().backward()
            length = sum(parameter.grad.square().sum() for parameter in parameters).sqrt()
            for parameter in parameters:
                parameter.grad /= max(length, 1)
            optimizer.step()


def predict(model, X):
    mode = model.training
    with torch.inference_mode():
        values = [model.eval()(torch.tensor(row[None])).item() for row in X]
    model.train(mode)
    return np.array(values)[:, None]
