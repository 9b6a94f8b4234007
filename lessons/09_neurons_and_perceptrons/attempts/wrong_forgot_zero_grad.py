# %% [markdown]
# The gradients of all steps add up, because nothing sets them back to zero.

# %% task="logistic_descent" caught_by="logistic_steps" message="Do old gradients stay in .grad?"
def logistic_descent(X, y, w, b, lr, steps):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    optimizer = torch.optim.SGD([w, b], lr=lr)
    for _ in range(steps):
        loss = nn.functional.binary_cross_entropy_with_logits(X @ w + b, y)
        loss.backward()
        optimizer.step()
    return w.detach(), b.detach()
