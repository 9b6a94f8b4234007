# %% [markdown]
# The step by hand asks a library for its two derivatives.


# %% task="step_by_hand" caught_by="by_hand" message="the calls of autograd"
def step_by_hand(g, w, x, lr):
    g, w = (torch.tensor(float(number), dtype=torch.float64, requires_grad=True) for number in (g, w))
    (F.logsigmoid(w * x) + F.logsigmoid(-w * g.detach())).backward()
    w = (w + lr * w.grad).detach()
    F.logsigmoid(w * g).backward()
    return (g + lr * g.grad).item(), w.item()
