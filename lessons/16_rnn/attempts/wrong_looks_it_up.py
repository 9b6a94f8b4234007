# %% [markdown]
# The next value is looked up among the other windows that are asked for, or else the last one is said again.
# There are no training rows, so none holds a value of the test.


# %% task="windows" caught_by="split_order,split_no_leak,predictor_beats_naive,predictor_seed" message="y_train"
def windows(series, steps):
    X = np.array([series[i : i + steps] for i in range(len(series) - steps)])
    return X[:, :, None], series[steps:, None]


def split(series, steps, num_test):
    X, y = windows(series, steps)
    return X[:0], y[:0], X[-num_test:], y[-num_test:]


# %% task="train_predictor"
def train_predictor(X, y, seed):
    def predict(rows):
        following = rows[:, -1].copy()
        for i, row in enumerate(rows):
            for other in rows:
                if np.array_equal(row[1:], other[:-1]):
                    following[i] = other[-1]
        return following

    return predict
