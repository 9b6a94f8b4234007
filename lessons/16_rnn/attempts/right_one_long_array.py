# %% [markdown]
# One long array of double precision that grows by predictions, a GRU with an output layer of its own, parts that start
# from the last output, and windows by an array of places.


# %% task="windows"
def windows(series, steps):
    places = np.arange(steps + 1) + np.arange(len(series) - steps)[:, None]
    both = series[places]
    return both[:, :-1, None], both[:, -1:]


def split(series, steps, num_test):
    cut = len(series) - num_test
    return *windows(series[:cut], steps), *windows(series[cut - steps :], steps)


# %% task="read_in_parts"
def read_in_parts(layer, X, size):
    if X.shape[1] <= size:
        return layer(X)[0]
    done = [layer(X[:, :size])[0]]
    for start in range(size, X.shape[1], size):
        before = done[-1][:, -1].detach()
        done.append(layer(X[:, start : start + size], before[None])[0])
    return torch.cat(done, 1)


# %% task="free_run"
def free_run(predict, X, horizon):
    n, steps, _ = X.shape
    known = np.empty((n, steps + horizon, 1))
    known[:, :steps] = X
    for t in range(horizon):
        known[:, steps + t] = predict(known[:, t : t + steps])
    return known[:, steps:, 0]


# %% task="make_network"
def make_network(hidden):
    class Reader(nn.GRU):
        def __init__(self):
            super().__init__(1, hidden, batch_first=True)
            self.head = nn.Linear(hidden, 1)

        def forward(self, X):
            _, last = super().forward(X)
            return self.head(last.squeeze(0))

    return Reader()
