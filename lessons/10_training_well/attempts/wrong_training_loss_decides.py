# %% [markdown]
# Early stopping looks at the training loss. The decay ignores the learning rate. Momentum is a running mean, and Adam
# remembers gradients without squares.


# %% task="questions" caught_by="momentum_values,adam_first,adam_values,question_curves,decay_values" message="s after"
q3_small, q3_large, q3_ended = "c", "a", "b"
q3_epoch, q3_steps, q3_first = 15, 80, 0.001
q3_overfit, q3_eval, q3_luck, q3_decay = "b", "c", "d", "a"


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    moved = w - lr * (beta * s + g)
    return moved, beta * s + (1 - beta) * g


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * np.abs(g)
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + epsilon), m, v


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    return (1 - strength) * w - lr * dw, b - lr * db
