# %% [markdown]
# The judge is believed to notice copies. The row's time is not looked up for each row.


# %% task="questions" caught_by="noised,diffusion,question_answers" message="rows with times"
q11_slope = 6
q11_collapse, q11_jumps, q11_ruler = "b", "a", "d"


# %% task="noising"
def alpha_bars(betas):
    return torch.cat([torch.ones(1), torch.cumprod(1 - betas, dim=0)])


def noised(x0, t, noise, bars):
    kept = bars[t[0]]
    return kept.sqrt() * x0 + (1 - kept).sqrt() * noise
