# %% [markdown] points=7 state="timeout" cell_seconds=2
# A function that never returns when a test calls it; the other tasks are right.

# %% task="error"
def squared_error(y_hat, y):
    while True:
        pass
