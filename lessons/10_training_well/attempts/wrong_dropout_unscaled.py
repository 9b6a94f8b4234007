# %% [markdown]
# Dropout as in the first paper, but half of it: nothing is scaled in training, everything in evaluation. This is
# not inverted dropout. And images that leave on one side come in on the other.


# %% task="dropout" caught_by="dropout_training,dropout_evaluation,shift_values" message="the largest of the values"
def dropout(h, p, is_training):
    if is_training:
        return h * (np.random.random(h.shape) >= p)
    return h * (1 - p)


# %% task="shift"
def shift(images, right, down):
    return np.roll(images, (down, right), axis=(1, 2))
