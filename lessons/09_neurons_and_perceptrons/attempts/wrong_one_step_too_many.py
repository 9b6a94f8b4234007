# %% [markdown]
# The loop runs from 0 to steps.

# %% task="logistic_descent" caught_by="logistic_steps" message="take no step where steps is 0"
def logistic_descent(X, y, w, b, lr, steps):
    for _ in range(steps + 1):
        error = torch.sigmoid(X @ w + b) - y
        w, b = w - lr * X.T @ error / len(y), b - lr * error.mean()
    return w, b
