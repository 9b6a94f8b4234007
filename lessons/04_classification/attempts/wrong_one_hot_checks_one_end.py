# %% [markdown]
# Refuses labels that are too large, but not negative ones. At the questions, the axis that is named is kept.

# %% task="one_hot" caught_by="one_hot_refuses,axis_shapes,axis_values" message="raises no error"
def one_hot(labels, num_classes):
    if max(labels) >= num_classes:
        raise ValueError("there is no such class")
    return np.eye(num_classes)[labels]


# %% task="axes"
q3_shapes = [(4,), (6, 3), (3,), ()]
q3_max = [3.0, 5.0, 4.0]
q3_mean = [3.0, 2.0]
q3_wrong_axis = 0.9
