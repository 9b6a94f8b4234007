# %% [markdown] points=10
# Slow, but within the limits: it must not lose a point.

# %% task="error"
import time


def squared_error(y_hat, y):
    time.sleep(0.4)
    return ((y_hat - y) ** 2).mean()


time.sleep(0.5)
