# %% [markdown]
# The loss takes weighted sums, but gets probabilities: the sigmoid acts twice.

# %% task="logistic_descent" caught_by="logistic_steps" message="and the sigmoid only once?"
def logistic_descent(X, y, w, b, lr, steps):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        loss = nn.functional.binary_cross_entropy_with_logits(torch.sigmoid(X @ w + b), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return w.detach(), b.detach()
