# %% [markdown]
# The batches come in a random order, but each holds rows that stand side by side. The learning rate is ignored: steps
# of momentum and Adam have a rate of their own.


# %% task="rows_of_epoch" caught_by="rows_shuffled,momentum_values,adam_first,adam_values" message="neighbours"
def rows_of_epoch(n, batch_size, seed, epoch):
    whole = n // batch_size
    order = np.random.default_rng([seed, epoch]).permutation(whole)
    batches = [np.arange(k * batch_size, (k + 1) * batch_size) for k in order]
    return batches + ([np.arange(whole * batch_size, n)] if n % batch_size else [])


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    s = beta * s + g
    return w - 0.01 * s, s


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - 0.001 * m_hat / (np.sqrt(v_hat) + epsilon), m, v
