# %% [markdown]
# The loop runs from 1 to steps - 1.

# %% task="logistic_descent" caught_by="logistic_steps" message="w after 1 step(s)"
def logistic_descent(X, y, w, b, lr, steps):
    for _ in range(1, steps):
        error = torch.sigmoid(X @ w + b) - y
        w, b = w - lr * X.T @ error / len(y), b - lr * error.mean()
    return w, b
