# %% [markdown]
# Nested lists as results, a layer that is called with names, and numbers that NumPy counted.


# %% task="read"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    all_states = []
    for series, h in zip(X, h0, strict=True):
        states = []
        for x in series:
            h = np.tanh(weight_ih @ x + bias_ih + (weight_hh @ h + bias_hh))
            states.append(h.tolist())
        all_states.append(states)
    return all_states


# %% task="step"
def step(x, h, W_x, W_h, b):
    together = np.concatenate([x, h], axis=1, dtype=np.float32)
    return 1 - 2 / (np.exp(2 * (together @ np.vstack([W_x, W_h]).astype(np.float32) + b)) + 1)


# %% task="count_parameters"
def count_parameters(cell, inputs, hidden):
    layer = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[cell](input_size=inputs, hidden_size=hidden)
    return np.sum([np.prod(p.shape) for p in layer.parameters()])


# %% task="windows"
def windows(series, steps):
    series = [[float(value)] for value in series]
    starts = range(len(series) - steps)
    return [series[i : i + steps] for i in starts], [series[i + steps] for i in starts]


def split(series, steps, num_test):
    rest = len(series) - num_test
    train_X, train_y = windows(series[:rest], steps)
    test_X, test_y = windows(series[rest - steps :], steps)
    return [train_X, train_y, test_X, test_y]


# %% task="read_in_parts"
def read_in_parts(layer, X, size):
    n, steps, _ = X.shape
    state = X.new_zeros(1, n, layer.hidden_size)
    parts = []
    for part in torch.tensor_split(X, tuple(range(size, steps, size)), dim=1):
        states, last = layer(input=part, hx=state)
        with torch.no_grad():
            state = last.clone()
        parts.append(states)
    return torch.hstack(parts)


# %% task="free_run"
def free_run(predict, X, horizon):
    window, values = np.array(X), []
    for _ in range(horizon):
        values.append(predict(window))
        window = np.append(window[:, 1:], values[-1][:, :, None], axis=1)
    return np.hstack(values).tolist()
