# %% [markdown]
# The loss is that of after the step. The seed does nothing.


# %% task="vae_step" caught_by="step,batches" message="the loss before the step"
def vae_step(model, X, noise, optimizer):
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    logits = model.decoder(sample_code(mean, log_var, noise))
    loss = negative_elbo(X, logits, mean, log_var)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    return negative_elbo(X, model.decoder(sample_code(mean, log_var, noise)), mean, log_var).item()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    torch.seed()
    model.train()
    losses = []
    for _ in range(num_epochs):
        total = 0.0
        for rows in torch.randperm(len(X)).split(batch_size):
            total += step(X[rows]) * len(rows)
        losses.append(total / len(X))
    return losses
