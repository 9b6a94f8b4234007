# %% [markdown]
# The divergence is one number for all rows. Coverage counts any picture.


# %% task="divergence" caught_by="kl,elbo_value,elbo_large,step,step_fresh,judged" message="the wrong shape"
def divergence(mean, log_var):
    return 0.5 * (mean**2 + log_var.exp() - 1 - log_var).sum()


# %% task="judge"
def judge(probabilities, sure, rare):
    coverage = len(np.unique(probabilities.argmax(axis=1)))
    return coverage, float((probabilities.max(axis=1) > sure).mean())
