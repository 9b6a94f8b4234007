# %% [markdown]
# The states are stacked with the time as first axis. The gates of GRU and LSTM are not counted.


# %% task="read" caught_by="read_states,read_start,parameters" message="have the wrong shape"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = step(X[:, t], h, weight_ih.T, weight_hh.T, bias_ih + bias_hh)
        states.append(h)
    return np.stack(states)


# %% task="count_parameters"
def count_parameters(cell, inputs, hidden):
    return hidden * (inputs + hidden + 2)
