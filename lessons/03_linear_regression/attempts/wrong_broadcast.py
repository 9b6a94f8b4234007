# %% [markdown]
# The true values lose their column: an (m, 1) minus an (m,) becomes an (m, m).

# %% task="mse_gradient" caught_by="gradient" message="has the wrong shape"
def mse_gradient(X, y, theta):
    """The slopes of the mean squared error along each parameter: (n, 1)."""
    return 2 / len(X) * X.T @ (X @ theta - y.ravel())
