# %% [markdown]
# The network is measured in training mode. Batch normalisation takes the statistics of the batch in evaluation,
# too.

# %% task="questions" caught_by="question_choices,batch_norm_evaluation,accuracy_values,accuracy_leaves" message="eval"
q3_small, q3_large, q3_ended = "c", "a", "b"
q3_epoch, q3_steps, q3_first = 8, 80, 0.001
q3_overfit, q3_eval, q3_luck, q3_decay = "b", "b", "d", "a"


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    mean, variance = h.mean(axis=0), h.var(axis=0)
    if is_training:
        running_mean = (1 - MOMENTUM) * running_mean + MOMENTUM * mean
        running_variance = (1 - MOMENTUM) * running_variance + MOMENTUM * h.var(axis=0, ddof=1)
    return gamma * (h - mean) / np.sqrt(variance + EPSILON) + beta, running_mean, running_variance


# %% task="accuracy"
def accuracy(net, X, y):
    return (net(X).argmax(dim=1) == y).float().mean().item()
