# %% [markdown]
# No seed is used, so no order can be had again. Adam's epsilon is a number in the formula, not the argument. And the
# seed inside of dropout makes each step lose the same neurons.


# %% task="rows_of_epoch" caught_by="rows_shuffled,adam_first,dropout_training" message="asked again"
def rows_of_epoch(n, batch_size, seed, epoch):
    order = np.random.default_rng().permutation(n)
    return [order[start : start + batch_size] for start in range(0, n, batch_size)]


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    s = beta * s + g
    return w - lr * s, s


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + 1e-8), m, v


# %% task="dropout"
def dropout(h, p, is_training):
    if not is_training:
        return h
    kept = np.random.default_rng(0).random(h.shape) >= p
    return h * kept / (1 - p)
