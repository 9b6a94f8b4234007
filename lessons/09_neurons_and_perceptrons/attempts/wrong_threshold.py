# %% [markdown]
# The unit fires only above 0, and not at 0 itself.

# %% task="tlu" caught_by="tlu_threshold" message="tlu where z is exactly 0"
def tlu(x, weights, bias):
    return (x @ weights + bias > 0).astype(float)
