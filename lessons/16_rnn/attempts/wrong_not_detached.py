# %% [markdown]
# The state is carried on without detach. The free run predicts from the same window again and again.


# %% task="read_in_parts" caught_by="parts_gradient,free_run_values" message="in the first 8 places"
def read_in_parts(layer, X, size):
    state, parts = None, []
    for part in X.split(size, dim=1):
        states, state = layer(part, state)
        parts.append(states)
    return torch.cat(parts, dim=1)


# %% task="free_run"
def free_run(predict, X, horizon):
    return np.concatenate([predict(X) for _ in range(horizon)], axis=1)
