# %% [markdown]
# The code is made without gradients. The loss of the diffusion is made without gradients, too.


# %% task="sample_code" caught_by="code_gradient,step,step_fresh,diffusion" message="respect to the mean"
def sample_code(mean, log_var, noise):
    with torch.no_grad():
        return mean + (log_var / 2).exp() * noise


# %% task="diffusion_loss"
def diffusion_loss(predict, x0, t, noise, bars):
    xt = noised(x0, t, noise, bars)
    with torch.no_grad():
        return F.mse_loss(predict(xt, t), noise)
