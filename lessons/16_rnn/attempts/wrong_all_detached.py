# %% [markdown]
# Outputs are detached with the state, so nothing can be learned. In the free run, the window grows.


# %% task="read_in_parts" caught_by="parts_gradient,free_run_values" message="in the last 4 places"
def read_in_parts(layer, X, size):
    state, parts = None, []
    for part in X.split(size, dim=1):
        states, state = layer(part, state)
        states, state = states.detach(), state.detach()
        parts.append(states)
    return torch.cat(parts, dim=1)


# %% task="free_run"
def free_run(predict, X, horizon):
    values = []
    for _ in range(horizon):
        values.append(predict(X))
        X = np.concatenate([X, values[-1][:, None]], axis=1)
    return np.concatenate(values, axis=1)
