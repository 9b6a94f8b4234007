# %% [markdown]
# The network sees the clean picture. The step back uses alpha in place of its root.


# %% task="diffusion_loss" caught_by="diffusion,back,last_step" message="a network that looks"
def diffusion_loss(predict, x0, t, noise, bars):
    return F.mse_loss(predict(x0, t), noise)


# %% task="step_back"
def step_back(xt, t, predicted, noise, bars):
    alpha = bars[t] / bars[t - 1]
    beta = 1 - alpha
    mean = (xt - beta / (1 - bars[t]).sqrt() * predicted) / alpha
    variance = (1 - bars[t - 1]) / (1 - bars[t]) * beta
    return mean + variance.sqrt() * noise
