# %% [markdown]
# The state is not fed back: every step starts from h0. The predictor answers from the first state, not the last.


# %% task="read" caught_by="read_states,read_start,predictor_beats_naive,predictor_seed" message="after the second step"
def read(X, h0, weight_ih, weight_hh, bias_ih, bias_hh):
    states = []
    for t in range(X.shape[1]):
        states.append(step(X[:, t], h0, weight_ih.T, weight_hh.T, bias_ih + bias_hh))
    return np.stack(states, axis=1)


# %% task="train_predictor"
def train_predictor(X, y, seed):
    torch.manual_seed(seed)
    layer, output = nn.RNN(1, 16, batch_first=True), nn.Linear(16, 1)
    optimizer = torch.optim.Adam([*layer.parameters(), *output.parameters()], lr=0.03)
    X, y = torch.tensor(X), torch.tensor(y)
    for _ in range(60):
        loss = (output(layer(X)[0][:, 0]) - y).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda rows: output(layer(torch.tensor(rows))[0][:, 0]).detach()
