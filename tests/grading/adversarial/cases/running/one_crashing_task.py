# %% [markdown] points=7
# One task recurses without end, the others are right.

# %% task="error"
def squared_error(y_hat, y):
    return squared_error(y, y_hat)


squared_error(0, 0)
