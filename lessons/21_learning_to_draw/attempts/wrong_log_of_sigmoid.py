# %% [markdown]
# The logarithm of a sigmoid, clipped. One epoch more than asked for.


# %% task="negative_elbo" caught_by="elbo_large,batches,losses" message="for logits of 200"
def negative_elbo(X, logits, mean, log_var):
    p = torch.sigmoid(logits).clamp(1e-7, 1 - 1e-7)
    lost = -(X * p.log() + (1 - X) * (1 - p).log()).sum(dim=1)
    return (lost + divergence(mean, log_var)).mean()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    torch.manual_seed(seed)
    model.train()
    losses = []
    for _ in range(num_epochs + 1):
        total = 0.0
        for rows in torch.randperm(len(X)).split(batch_size):
            total += step(X[rows]) * len(rows)
        losses.append(total / len(X))
    return losses
