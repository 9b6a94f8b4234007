# %% [markdown]
# The rows are shuffled, but by a generator that knows nothing of the seed.

# %% task="train_in_batches" caught_by="learns" message="Seeds 1 and 2"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    theta = np.zeros((X.shape[1], 1))
    rng = np.random.default_rng(0)
    for _ in range(num_epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            theta = theta - learning_rate * mse_gradient(X[rows], y[rows], theta)
    return theta
