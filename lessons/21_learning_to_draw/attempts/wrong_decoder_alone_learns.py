# %% [markdown]
# The code is detached, so only the decoder learns from the drawing. The decoder stays in evaluation mode.


# %% task="vae_step" caught_by="step,step_fresh,drawn" message="the encoder after the step"
def vae_step(model, X, noise, optimizer):
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    logits = model.decoder(sample_code(mean, log_var, noise).detach())
    loss = negative_elbo(X, logits, mean, log_var)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% task="draw"
def draw(decoder, codes):
    decoder.eval()
    with torch.no_grad():
        return torch.sigmoid(decoder(codes))
