# %% [markdown]
# The windows are shuffled before they are divided, as for flowers: the training sees values of the test.


# %% task="windows" caught_by="choice_honesty,split_order,split_no_leak" message="q4_split"
def windows(series, steps):
    X = np.array([series[i : i + steps] for i in range(len(series) - steps)])
    return X[:, :, None], series[steps:, None]


def split(series, steps, num_test):
    X, y = windows(series, steps)
    order = np.random.default_rng(0).permutation(len(X))
    train, test = order[:-num_test], order[-num_test:]
    return X[train], y[train], X[test], y[test]


# %% task="choices"
q4_vanish = "b"
q4_clip = "a"
q4_split = "a"
q4_honest = "d"
