# %% [markdown]
# The cross-entropy is averaged over the pixels. The loop forgets the training mode.


# %% task="negative_elbo" caught_by="elbo_value,elbo_large,step,step_fresh,losses,question_answers" message="with free clouds"
def negative_elbo(X, logits, mean, log_var):
    return (F.binary_cross_entropy_with_logits(logits, X) + divergence(mean, log_var)).mean()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    torch.manual_seed(seed)
    losses = []
    for _ in range(num_epochs):
        total = 0.0
        for rows in torch.randperm(len(X)).split(batch_size):
            total += step(X[rows]) * len(rows)
        losses.append(total / len(X))
    return losses


# %% task="questions"
q11_slope = 6
q11_collapse, q11_jumps, q11_ruler = "c", "a", "c"
