# %% [markdown]
# The bias moves by the error that the new weights make.

# %% task="logistic_descent" caught_by="logistic_steps" message="b after 1 step(s)"
def logistic_descent(X, y, w, b, lr, steps):
    for _ in range(steps):
        w = w - lr * X.T @ (torch.sigmoid(X @ w + b) - y) / len(y)
        b = b - lr * (torch.sigmoid(X @ w + b) - y).mean()
    return w, b
