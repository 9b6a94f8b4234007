# %% [markdown]
# Only one of the two biases is added, and only one is counted.


# %% task="read" caught_by="read_states,read_start,parameters" message="after the first step"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    h, states = h0, []
    for t in range(X.shape[1]):
        h = step(X[:, t], h, weight_ih.T, weight_hh.T, bias_ih)
        states.append(h)
    return np.stack(states, axis=1)


# %% task="count_parameters"
def count_parameters(cell, inputs, hidden):
    return {"rnn": 1, "gru": 3, "lstm": 4}[cell] * hidden * (inputs + hidden + 1)
