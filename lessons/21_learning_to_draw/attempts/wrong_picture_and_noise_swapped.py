# %% [markdown]
# Picture and noise have each other's factor. The network is compared with the picture.


# %% task="noising" caught_by="noised,diffusion" message="at time 0"
def alpha_bars(betas):
    return torch.cat([torch.ones(1), torch.cumprod(1 - betas, dim=0)])


def noised(x0, t, noise, bars):
    kept = bars[t][:, None]
    return (1 - kept).sqrt() * x0 + kept.sqrt() * noise


# %% task="diffusion_loss"
def diffusion_loss(predict, x0, t, noise, bars):
    return F.mse_loss(predict(noised(x0, t, noise, bars), t), x0)
