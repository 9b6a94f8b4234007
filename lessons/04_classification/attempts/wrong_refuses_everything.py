# %% [markdown]
# Refuses all labels, also those that exist.

# %% task="one_hot" caught_by="one_hot_rows,one_hot_refuses" message="your code stopped with an error"
def one_hot(labels, num_classes):
    """labels: integer array (n,) -> array (n, num_classes) of the numbers 0 and 1."""
    raise ValueError("labels must be classes that exist")
