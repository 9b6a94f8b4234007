# %% [markdown]
# Each batch draws its own rows, so that an epoch uses some of them twice and leaves others out.

# %% task="train_in_batches" caught_by="all_steps" message="theta after one epoch of 30 rows"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    theta = np.zeros((X.shape[1], 1))
    rng = np.random.default_rng(seed)
    for _ in range(num_epochs):
        for _ in range(0, len(X), batch_size):
            rows = rng.choice(len(X), min(batch_size, len(X)), replace=False)
            theta = theta - learning_rate * mse_gradient(X[rows], y[rows], theta)
    return theta
