# %% [markdown] points=10
# More cells than the exercise had: helpers, text, one with a syntax error, one that raises.

# %% [markdown]
# My notes.

# %%
def helper(:

# %%
1 / 0

# %%
def helper(values):
    return values.mean()

# %% task="error"
def squared_error(y_hat, y):
    return helper((y_hat - y) ** 2)


# %%
del helper.__doc__
