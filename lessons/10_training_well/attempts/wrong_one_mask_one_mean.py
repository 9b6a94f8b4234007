# %% [markdown]
# One mask for all rows, so the same neurons are missing everywhere. One mean and one variance for all neurons.


# %% task="dropout" caught_by="dropout_training,batch_norm_training,batch_norm_running" message="The same neurons"
def dropout(h, p, is_training):
    if not is_training:
        return h
    kept = np.random.random(h.shape[1]) >= p
    h = h * kept / (1 - p)
    return h


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    mean, variance = running_mean, running_variance
    if is_training:
        mean, variance = h.mean(), h.var()
        running_mean = (1 - MOMENTUM) * running_mean + MOMENTUM * mean
        running_variance = (1 - MOMENTUM) * running_variance + MOMENTUM * variance
    return gamma * (h - mean) / np.sqrt(variance + EPSILON) + beta, running_mean, running_variance
