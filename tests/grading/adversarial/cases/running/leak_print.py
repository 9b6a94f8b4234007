# %% [markdown] points=10
# What a function was asked with is remembered, and printed by the last cell.

# %% task="error"
asked = []


def squared_error(y_hat, y):
    asked.append(len(y))
    return ((y_hat - y) ** 2).mean()


# %%
print("LEAK" if 30 in asked else "nothing", asked)
