# %% [markdown]
# The noise is multiplied with the variance. The certainty is the mean of the highest probabilities.


# %% task="sample_code" caught_by="code_values,code_gradient,step,step_fresh,judged" message="the codes for"
def sample_code(mean, log_var, noise):
    return mean + log_var.exp() * noise


# %% task="judge"
def judge(probabilities, sure, rare):
    counts = np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1])
    return int((counts / len(probabilities) >= rare).sum()), float(probabilities.max(axis=1).mean())
