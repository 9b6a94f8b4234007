# %% [markdown]
# Cells written by hand, also for the parts and the network; windows as views; a window that is rolled.


# %% task="step"
def step(x, h, W_x, W_h, b):
    return np.tanh(np.einsum("nd,dk->nk", x, W_x) + np.einsum("nj,jk->nk", h, W_h) + b)


# %% task="windows"
def windows(series, steps):
    view = np.lib.stride_tricks.sliding_window_view(series, steps)
    return view[:-1].reshape(-1, steps, 1), series[steps:].reshape(-1, 1)


def split(series, steps, num_test):
    first_test = len(series) - num_test
    X_train, y_train = windows(series[:first_test], steps)
    X_test, y_test = windows(series[first_test - steps :], steps)
    return [X_train, y_train, X_test, y_test]


# %% task="read_in_parts"
def read_in_parts(layer, X, size):
    W_x, W_h, b, c = layer.parameters()
    h, states = torch.zeros(len(X), len(b)), []
    for t in range(X.shape[1]):
        if t and t % size == 0:
            h = h.detach()
        h = torch.tanh(X[:, t] @ W_x.T + h @ W_h.T + b + c)
        states.append(h)
    return torch.stack(states, dim=1)


# %% task="free_run"
def free_run(predict, X, horizon):
    window, values = np.array(X), []
    for _ in range(horizon):
        values.append(predict(window)[:, 0])
        window = np.roll(window, -1, axis=1)
        window[:, -1, 0] = values[-1]
    return np.array(values).T


# %% task="make_network"
class Gated(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        shapes = ((3 * hidden, 1), (3 * hidden, hidden), (3 * hidden,), (3 * hidden,), (1, hidden), (1,))
        self.parts = nn.ParameterList(torch.rand(shape) * 0.5 - 0.25 for shape in shapes)

    def forward(self, X):
        W, U, b, c, v, d = self.parts
        h = torch.zeros(len(X), U.shape[1])
        for x in X.unbind(1):
            from_x, from_h = (x @ W.T + b).chunk(3, 1), (h @ U.T + c).chunk(3, 1)
            r, z = torch.sigmoid(from_x[0] + from_h[0]), torch.sigmoid(from_x[1] + from_h[1])
            h = z * h + (1 - z) * torch.tanh(from_x[2] + r * from_h[2])
        return h @ v.T + d


make_network = Gated


# %% task="train"
def train(model, X, y, num_epochs, seed):
    model.train()
    random = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    orders = [torch.randperm(len(X), generator=random) for _ in range(num_epochs)]
    for rows in (rows for order in orders for rows in order.split(32)):
        optimizer.zero_grad()
        (model(X[rows]) - y[rows]).square().mean().backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()


def predict(model, X):
    mode = model.training
    try:
        with torch.no_grad():
            return model.eval()(torch.from_numpy(X))
    finally:
        model.train(mode)
