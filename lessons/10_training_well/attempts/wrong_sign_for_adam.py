# %% [markdown]
# A step of the right length in the direction of the sign, for whatever Adam remembers.

# %% task="steps" caught_by="adam_first,adam_values" message="t = 1 and other m and v"
def momentum_step(w, g, s, lr, beta):
    return w - lr * (beta * s + g), beta * s + g


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return w - lr * np.sign(g), m, v
