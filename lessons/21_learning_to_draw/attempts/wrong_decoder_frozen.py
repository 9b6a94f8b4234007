# %% [markdown]
# The decoder gets no gradients, so only the encoder learns.


# %% task="vae_step" caught_by="step,step_fresh" message="the decoder after the step"
def vae_step(model, X, noise, optimizer):
    model.decoder.requires_grad_(False)
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    logits = model.decoder(sample_code(mean, log_var, noise))
    loss = negative_elbo(X, logits, mean, log_var)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
