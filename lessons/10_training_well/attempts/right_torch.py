# %% [markdown]
# PyTorch does the work: its generators, its optimizers with a memory put in, its functional layers, and tensors
# as results.


# %% task="rows_of_epoch"
def rows_of_epoch(n, batch_size, seed, epoch):
    generator = torch.Generator().manual_seed(1000 * seed + epoch)
    return list(torch.randperm(n, generator=generator).split(batch_size))


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    p = torch.tensor(w, requires_grad=True)
    optimizer = torch.optim.SGD([p], lr=lr, momentum=beta)
    optimizer.state[p]["momentum_buffer"] = torch.tensor(s)
    p.grad = torch.tensor(g)
    optimizer.step()
    return p.detach(), optimizer.state[p]["momentum_buffer"]


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    w, g, m, v = (torch.as_tensor(part) for part in (w, g, m, v))
    m = torch.lerp(m, g, 1 - beta1)
    v = torch.lerp(v, g.square(), 1 - beta2)
    rate = lr * (1 - beta2**t) ** 0.5 / (1 - beta1**t)
    return w - rate * m / (v.sqrt() + epsilon), m, v


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    w, b = (torch.tensor(part, requires_grad=True) for part in (w, b))
    w.grad, b.grad = torch.tensor(dw), torch.tensor(db)
    groups = [{"params": [w], "weight_decay": strength}, {"params": [b]}]
    torch.optim.SGD(groups, lr=lr).step()
    return w.detach(), b.detach()


# %% task="dropout"
def dropout(h, p, is_training):
    return nn.functional.dropout(torch.tensor(h), p, is_training)


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    h, gamma, beta, mean, variance = (
        torch.tensor(part) for part in (h, gamma, beta, running_mean, running_variance)
    )
    y = nn.functional.batch_norm(h, mean, variance, gamma, beta, is_training, MOMENTUM, EPSILON)
    return y, mean, variance


# %% task="accuracy"
def accuracy(net, X, y):
    from copy import deepcopy

    scores = deepcopy(net).eval()(X)
    return (scores.argmax(1) == y).double().mean()


# %% task="shift"
def shift(images, right, down):
    return nn.functional.pad(torch.tensor(images), (right, -right, down, -down))


# %% task="early_stopping"
def early_stopping(losses, patience):
    losses = torch.tensor(losses)
    lowest = losses.cummin(dim=0).values
    last = len(losses) - 1
    for epoch in range(patience, len(losses)):
        if lowest[epoch] == lowest[epoch - patience]:
            last = epoch
            break
    return losses[: last + 1].argmin(), last
