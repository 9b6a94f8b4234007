# %% [markdown]
# Off by one: the target is the last value of its own window. Each part starts from zeros again.


# %% task="read_in_parts" caught_by="windows_values,split_order,parts_states,parts_gradient" message="the targets of"
def read_in_parts(layer, X, size):
    return torch.cat([layer(part)[0] for part in X.split(size, dim=1)], dim=1)


# %% task="windows"
def windows(series, steps):
    X = np.array([series[i : i + steps] for i in range(len(series) - steps)])
    return X[:, :, None], series[steps - 1 : -1, None]


def split(series, steps, num_test):
    X, y = windows(series, steps)
    return X[:-num_test], y[:-num_test], X[-num_test:], y[-num_test:]
