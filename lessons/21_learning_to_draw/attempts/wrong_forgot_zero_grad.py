# %% [markdown]
# Old gradients are not removed. The mean of the mini-batches counts a small one as much as a large one.


# %% task="vae_step" caught_by="step_fresh,losses" message="after old gradients"
def vae_step(model, X, noise, optimizer):
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    logits = model.decoder(sample_code(mean, log_var, noise))
    loss = negative_elbo(X, logits, mean, log_var)
    loss.backward()
    optimizer.step()
    return loss.item()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    torch.manual_seed(seed)
    model.train()
    losses = []
    for _ in range(num_epochs):
        batches = torch.randperm(len(X)).split(batch_size)
        total = 0.0
        for rows in batches:
            total += step(X[rows])
        losses.append(total / len(batches))
    return losses
