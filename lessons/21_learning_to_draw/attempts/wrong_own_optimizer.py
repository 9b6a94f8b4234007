# %% [markdown]
# The step makes an optimizer of its own, with another learning rate. Rows are drawn, so that some come twice.


# %% task="vae_step" caught_by="step,step_fresh,batches" message="the encoder after the step"
def vae_step(model, X, noise, optimizer):
    mean, log_var = model.encoder(X).chunk(2, dim=1)
    logits = model.decoder(sample_code(mean, log_var, noise))
    loss = negative_elbo(X, logits, mean, log_var)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    torch.manual_seed(seed)
    model.train()
    losses = []
    for _ in range(num_epochs):
        total = 0.0
        for rows in torch.randint(len(X), (len(X),)).split(batch_size):
            total += step(X[rows]) * len(rows)
        losses.append(total / len(X))
    return losses
