# %% [markdown]
# Makes the generator anew in each epoch: every epoch has the same order.

# %% task="train_in_batches" caught_by="learns" message="ends with the same row"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    theta = np.zeros((X.shape[1], 1))
    for _ in range(num_epochs):
        order = np.random.default_rng(seed).permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            theta = theta - learning_rate * mse_gradient(X[rows], y[rows], theta)
    return theta
