# %% [markdown]
# Drawing with gradients. The roots are forgotten when a picture is noised.


# %% task="draw" caught_by="drawn,noised,diffusion" message="with gradients"
def draw(decoder, codes):
    was_training = decoder.training
    decoder.eval()
    pictures = torch.sigmoid(decoder(codes)).detach()
    decoder.train(was_training)
    return pictures


# %% task="noising"
def alpha_bars(betas):
    return torch.cat([torch.ones(1), torch.cumprod(1 - betas, dim=0)])


def noised(x0, t, noise, bars):
    kept = bars[t][:, None]
    return kept * x0 + (1 - kept) * noise
