# %% [markdown]
# log_var is taken for the variance in the divergence. The step back adds variance, not standard deviation.


# %% task="divergence" caught_by="kl,elbo_value,elbo_large,step,step_fresh,back" message="the divergence of the cloud N(0, 1)"
def divergence(mean, log_var):
    return 0.5 * (mean**2 + log_var - 1 - log_var.abs().clamp_min(1e-6).log()).sum(dim=1)


# %% task="step_back"
def step_back(xt, t, predicted, noise, bars):
    alpha = bars[t] / bars[t - 1]
    beta = 1 - alpha
    mean = (xt - beta / (1 - bars[t]).sqrt() * predicted) / alpha.sqrt()
    variance = (1 - bars[t - 1]) / (1 - bars[t]) * beta
    return mean + variance * noise
