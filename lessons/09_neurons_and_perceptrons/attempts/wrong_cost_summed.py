# %% [markdown]
# The cross-entropy is summed over the rows and not averaged, so each step is n times too long.

# %% task="logistic_descent" caught_by="logistic_steps" message="Is the gradient a mean over the rows?"
def logistic_descent(X, y, w, b, lr, steps):
    for _ in range(steps):
        error = torch.sigmoid(X @ w + b) - y
        w, b = w - lr * X.T @ error, b - lr * error.sum()
    return w, b
