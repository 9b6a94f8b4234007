# %% [markdown]
# The state is not fed back: every step starts from h0. The network answers from the first state, not the last.


# %% task="read" caught_by="read_states,read_start,network_values" message="after the second step"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    states = []
    for t in range(X.shape[1]):
        states.append(step(X[:, t], h0, weight_ih.T, weight_hh.T, bias_ih + bias_hh))
    return np.stack(states, axis=1)


# %% task="make_network"
def make_network(hidden):
    class NextValue(nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = nn.GRU(1, hidden, batch_first=True)
            self.output = nn.Linear(hidden, 1)

        def forward(self, X):
            states, _ = self.rnn(X)
            return self.output(states[:, 0])

    return NextValue()
