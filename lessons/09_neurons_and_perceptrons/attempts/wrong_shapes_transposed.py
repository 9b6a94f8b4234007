# %% [markdown]
# The weight shapes are (neurons, inputs), as PyTorch stores them, and not as X @ W needs them.

# %% task="shapes" caught_by="mlp_shapes" message="the shape of W_h for m = 32"
def shapes(m):
    return {"X": (m, 10), "W_h": (50, 10), "b_h": (50,), "W_o": (3, 50), "b_o": (3,), "Y": (m, 3)}
