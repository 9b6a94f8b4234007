# %% [markdown]
# Functions that change nothing: they return what they get, or nothing at all.

# %% task="steps" caught_by="momentum_values,adam_first,adam_values,decay_values,dropout_training,dropout_evaluation,batch_norm_training,batch_norm_running,batch_norm_evaluation,accuracy_values,accuracy_leaves,shift_values" message="w after 1 step of momentum"
def momentum_step(w, g, s, lr, beta):
    return w, s


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    return w, m, v


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    return w, b


# %% task="dropout"
def dropout(h, p, is_training):
    return h


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    return h, running_mean, running_variance


# %% task="accuracy"
def accuracy(net, X, y):
    return None


# %% task="shift"
def shift(images, right, down):
    return images
