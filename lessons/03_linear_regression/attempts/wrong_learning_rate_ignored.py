# %% [markdown]
# Takes the learning rate of the chapter instead of the one that is asked for.

# %% task="train_in_batches" caught_by="one_batch,all_steps,learns,housing_fit" message="theta with all rows"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    theta = np.zeros((X.shape[1], 1))
    rng = np.random.default_rng(seed)
    for _ in range(num_epochs):
        order = rng.permutation(len(X))
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            theta = theta - 0.01 * mse_gradient(X[rows], y[rows], theta)
    return theta
