# %% [markdown]
# The steps go along the gradient, not against it.

# %% task="logistic_descent" caught_by="logistic_steps" message="Is it one step down?"
def logistic_descent(X, y, w, b, lr, steps):
    for _ in range(steps):
        error = torch.sigmoid(X @ w + b) - y
        w, b = w + lr * X.T @ error / len(y), b + lr * error.mean()
    return w, b
