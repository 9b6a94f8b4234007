# %% [markdown]
# All windows are for the training, also those of the test.


# %% task="windows" caught_by="split_order,split_no_leak" message="y_train"
def windows(series, steps):
    X = np.array([series[i : i + steps] for i in range(len(series) - steps)])
    return X[:, :, None], series[steps:, None]


def split(series, steps, num_test):
    X, y = windows(series, steps)
    return X, y, X[-num_test:], y[-num_test:]
