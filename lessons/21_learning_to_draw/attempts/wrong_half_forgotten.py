# %% [markdown]
# The factor one half of the divergence is forgotten.


# %% task="divergence" caught_by="kl,elbo_value,elbo_large,step,step_fresh" message="the divergences of 2 clouds with 1 number"
def divergence(mean, log_var):
    return (mean**2 + log_var.exp() - 1 - log_var).sum(dim=1)
