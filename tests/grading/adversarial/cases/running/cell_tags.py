# %% [markdown] points=7
# Tags that make other tools skip a cell, or expect its error.

# %% tags=["skip-execution", "raises-exception"]
skipped = 0
1 / 0

# %% task="error"
def squared_error(y_hat, y):
    return skipped
