# %% [markdown]
# Factors are forgotten: by hand the 2 that comes from the square, in the function the number of rows.

# %% task="step_by_hand" caught_by="hand_step,gradient" message="slope_W is not right"
# cost_value = a number
# slope_W, slope_b = two numbers
# W_after, b_after = two numbers
cost_value = 14 / 4
slope_W, slope_b = -3.5, -1.5
W_after, b_after = 1.35, 1.15


# %% task="mse_gradient"
def mse_gradient(X, y, theta):
    """The slopes of the mean squared error along each parameter: (n, 1)."""
    return 2 * X.T @ (X @ theta - y)
