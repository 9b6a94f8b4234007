# %% [markdown]
# Adam without the correction of its two means. Early stopping takes the lowest loss of all, and so looks into
# the future.


# %% task="steps" caught_by="adam_first,adam_values,question_numbers,early_stops" message="the first step of Adam"
def momentum_step(w, g, s, lr, beta):
    s = beta * s + g
    return w - lr * s, s


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = beta1 * m + (1 - beta1) * g
    v = beta2 * v + (1 - beta2) * g**2
    return w - lr * m / (np.sqrt(v) + epsilon), m, v


# %% task="questions"
q3_small, q3_large, q3_ended = "c", "a", "b"
q3_epoch, q3_steps, q3_first = 8, 80, 0.5
q3_overfit, q3_eval, q3_luck, q3_decay = "b", "c", "d", "a"


# %% task="early_stopping"
def early_stopping(losses, patience):
    best = int(np.argmin(losses))
    return best, min(best + patience, len(losses) - 1)
