# %% [markdown]
# The training starts from zeros, whatever was given.

# %% task="logistic_descent" caught_by="logistic_steps" message="Start from the given w and b"
def logistic_descent(X, y, w, b, lr, steps):
    w, b = torch.zeros_like(w), torch.zeros_like(b)
    for _ in range(steps):
        error = torch.sigmoid(X @ w + b) - y
        w, b = w - lr * X.T @ error / len(y), b - lr * error.mean()
    return w, b
