# %% [markdown]
# The error has the wrong sign: every correction makes the mistake worse.

# %% task="perceptron_step" caught_by="perceptron_rule" message="Is the error target minus answer?"
def perceptron_step(w, b, x, target, lr):
    error = float(w @ x + b >= 0) - target
    return w + lr * error * x, b + lr * error
