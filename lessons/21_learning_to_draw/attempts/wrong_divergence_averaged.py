# %% [markdown]
# The divergences of the numbers are averaged. The noise is added with the variance at the last step.


# %% task="divergence" caught_by="kl,elbo_value,step,step_fresh,back,last_step" message="the divergences of 4 clouds with 3 numbers"
def divergence(mean, log_var):
    return 0.5 * (mean**2 + log_var.exp() - 1 - log_var).mean(dim=1)


# %% task="step_back"
def step_back(xt, t, predicted, noise, bars):
    alpha = bars[t] / bars[t - 1]
    beta = 1 - alpha
    mean = (xt - beta / (1 - bars[t]).sqrt() * predicted) / alpha.sqrt()
    variance = beta
    return mean + variance.sqrt() * noise
