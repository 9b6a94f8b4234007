# %% [markdown]
# The training in one function with an order of its own for each epoch, and a learning rate that is set in each step.


# %% task="one_epoch"
def one_epoch(model, optimizer, split, epoch):
    model.train()
    order = np.random.default_rng([7, epoch]).permutation(len(split))
    total = 0.0
    for start in range(0, len(order), 100):
        rows = torch.from_numpy(order[start : start + 100])
        optimizer.zero_grad(set_to_none=False)
        scores = torch.log_softmax(model(split.X[rows]), dim=1)
        losses = -scores[torch.arange(len(rows)), split.y[rows]]
        (losses.sum() / len(rows)).backward()
        optimizer.step()
        total += losses.sum().item()
    return total / len(order)


def share_right(model, split):
    was_training = model.training
    with torch.inference_mode():
        y_hat = model.eval()(split.X).max(dim=1).indices
    model.train(was_training)
    return np.mean(y_hat.numpy() == split.y.numpy())
