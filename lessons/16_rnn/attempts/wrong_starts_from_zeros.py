# %% [markdown]
# The given start is not used: reading always begins with zeros. Gradients are added up, not multiplied.
# And the last window is left out.


# %% task="read" caught_by="read_start,choice_gradients,windows_values,split_order" message="from a start that is not 0"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    h, states = np.zeros_like(h0), []
    for t in range(X.shape[1]):
        h = step(X[:, t], h, weight_ih.T, weight_hh.T, bias_ih + bias_hh)
        states.append(h)
    return np.stack(states, axis=1)


# %% task="choices"
q4_vanish = "c"
q4_clip = "a"
q4_split = "c"
q4_honest = "d"


# %% task="windows"
def windows(series, steps):
    rows = range(len(series) - steps - 1)
    X = np.array([series[i : i + steps] for i in rows]).reshape(-1, steps, 1)
    return X, np.array([series[i + steps] for i in rows]).reshape(-1, 1)


def split(series, steps, num_test):
    X, y = windows(series, steps)
    return X[:-num_test], y[:-num_test], X[-num_test:], y[-num_test:]
