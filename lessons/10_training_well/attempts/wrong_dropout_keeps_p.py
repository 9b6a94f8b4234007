# %% [markdown]
# p is taken for the share that is kept. The running variance divides by n.


# %% task="dropout" caught_by="dropout_training,dropout_evaluation,batch_norm_running" message="the share of zeros"
def dropout(h, p, is_training):
    if not is_training:
        return h
    kept = np.random.random(h.shape) < p
    return h * kept / (1 - p)


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    mean, variance = running_mean, running_variance
    if is_training:
        mean, variance = h.mean(axis=0), h.var(axis=0)
        running_mean = (1 - MOMENTUM) * running_mean + MOMENTUM * mean
        running_variance = (1 - MOMENTUM) * running_variance + MOMENTUM * variance
    return gamma * (h - mean) / np.sqrt(variance + EPSILON) + beta, running_mean, running_variance
