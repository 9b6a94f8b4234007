# %% [markdown]
# The weights grow in place of shrinking. Momentum makes its step with the old sum, and Adam remembers the
# corrected means.


# %% task="steps" caught_by="momentum_values,adam_values,question_choices,decay_values" message="after 1 step of mom"
def momentum_step(w, g, s, lr, beta):
    return w - lr * s, beta * s + g


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m = (beta1 * m + (1 - beta1) * g) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * g**2) / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + epsilon), m, v


# %% task="questions"
q3_small, q3_large, q3_ended = "c", "a", "b"
q3_epoch, q3_steps, q3_first = 8, 80, 0.001
q3_overfit, q3_eval, q3_luck, q3_decay = "b", "c", "d", "d"


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    return w - lr * (dw - strength * w), b - lr * db
