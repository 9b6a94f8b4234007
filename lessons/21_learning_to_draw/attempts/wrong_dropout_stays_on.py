# %% [markdown]
# Drawing with dropout. The products begin with the first step.


# %% task="draw" caught_by="drawn,bars" message="the pictures drawn in"
def draw(decoder, codes):
    with torch.no_grad():
        return torch.sigmoid(decoder(codes))


# %% task="noising"
def alpha_bars(betas):
    return torch.cumprod(1 - betas, dim=0)


def noised(x0, t, noise, bars):
    kept = bars[t][:, None]
    return kept.sqrt() * x0 + (1 - kept).sqrt() * noise
