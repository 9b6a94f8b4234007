# %% [markdown]
# The divergence is forgotten. Nothing is shuffled.


# %% task="negative_elbo" caught_by="elbo_value,elbo_large,step,step_fresh,batches,question_answers" message="with clouds that cost"
def negative_elbo(X, logits, mean, log_var):
    return F.binary_cross_entropy_with_logits(logits, X, reduction="none").sum(dim=1).mean()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    torch.manual_seed(seed)
    model.train()
    losses = []
    for _ in range(num_epochs):
        total = 0.0
        for rows in torch.arange(len(X)).split(batch_size):
            total += step(X[rows]) * len(rows)
        losses.append(total / len(X))
    return losses


# %% task="questions"
q11_slope = 6
q11_collapse, q11_jumps, q11_ruler = "b", "b", "c"
