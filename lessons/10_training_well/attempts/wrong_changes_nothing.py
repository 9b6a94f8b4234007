# %% [markdown]
# Functions that change nothing: they return what they get, or nothing at all.

# %% task="dropout" caught_by="dropout_training,dropout_evaluation,accuracy_values,accuracy_leaves" message="divided by"
def dropout(h, p, is_training):
    return h


# %% task="accuracy"
def accuracy(net, X, y):
    return None
