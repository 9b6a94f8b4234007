# %% [markdown]
# The squared errors are summed. The judge asks for more than the limit, and for the mean probability.


# %% task="diffusion_loss" caught_by="diffusion,judged" message="a network that always says 0"
def diffusion_loss(predict, x0, t, noise, bars):
    return F.mse_loss(predict(noised(x0, t, noise, bars), t), noise, reduction="sum")


# %% task="judge"
def judge(probabilities, sure, rare):
    counts = np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1])
    return int((counts / len(probabilities) > rare).sum()), float((probabilities.max(axis=1) > sure).mean())
