# %% [markdown]
# The given functions are made anew, so that they say what is wanted; X is read at once, and nothing can be learned.


# %% task="read_in_parts" caught_by="parts_states,parts_gradient,free_run_values" message="that the layer read at once"
def read_in_parts(layer, X, size):
    return layer(X)[0].detach()


def gradient_of_inputs(read, steps=12, size=4):
    return [0.0] * 8 + [1.0] * 4


# %% task="free_run"
def free_run(predict, X, horizon):
    return np.zeros((len(X), horizon))


def add_two(X):
    return np.zeros((len(X), 1))


oldest = add_two
