# %% [markdown]
# The loss is a sum over the pictures. The last mini-batch is dropped.


# %% task="negative_elbo" caught_by="elbo_value,elbo_large,step,step_fresh,batches" message="with free clouds"
def negative_elbo(X, logits, mean, log_var):
    lost = F.binary_cross_entropy_with_logits(logits, X, reduction="none").sum(dim=1)
    return (lost + divergence(mean, log_var)).sum()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    torch.manual_seed(seed)
    model.train()
    losses = []
    for _ in range(num_epochs):
        total = 0.0
        for rows in torch.randperm(len(X)).split(batch_size):
            if len(rows) < batch_size:
                continue
            total += step(X[rows]) * len(rows)
        losses.append(total / len(X))
    return losses
