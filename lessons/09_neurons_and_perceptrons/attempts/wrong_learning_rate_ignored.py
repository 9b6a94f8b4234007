# %% [markdown]
# The learning rate stands in the body, and the argument is not used.

# %% task="logistic_descent" caught_by="logistic_steps" message="Is lr used"
def logistic_descent(X, y, w, b, lr, steps):
    for _ in range(steps):
        error = torch.sigmoid(X @ w + b) - y
        w, b = w - 0.1 * X.T @ error / len(y), b - 0.1 * error.mean()
    return w, b
