# %% [markdown]
# The order of the rows depends on the epoch alone. Adam has no epsilon, and early stopping waits one epoch too long.


# %% task="rows_of_epoch" caught_by="rows_shuffled,adam_first,early_stops,early_goes_on" message="have the same order"
def rows_of_epoch(n, batch_size, seed, epoch):
    order = np.random.default_rng(epoch).permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    s = beta * s + g
    return w - lr * s, s


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t)), m, v


# %% task="early_stopping"
def early_stopping(losses, patience):
    best = 0
    for epoch, loss in enumerate(losses):
        if loss < losses[best]:
            best = epoch
        elif epoch - best > patience:
            return best, epoch
    return best, len(losses) - 1
