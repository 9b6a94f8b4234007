# %% [markdown]
# Picks rows of the identity matrix without a look at the labels: -1 silently becomes the last class.

# %% task="one_hot" caught_by="one_hot_refuses" message="raises another error"
def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]
