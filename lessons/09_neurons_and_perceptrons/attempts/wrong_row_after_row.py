# %% [markdown]
# Each step looks at one row, not at all of them.

# %% task="logistic_descent" caught_by="logistic_steps" message="Is the gradient a mean over the rows?"
def logistic_descent(X, y, w, b, lr, steps):
    for step in range(steps):
        row = step % len(y)
        error = torch.sigmoid(X[row] @ w + b) - y[row]
        w, b = w - lr * error * X[row], b - lr * error
    return w, b
