# %% [markdown]
# In PyTorch, the old slopes are never set to zero, so they add up.

# %% task="train_in_batches" caught_by="one_batch,all_steps,learns,housing_fit" message="theta with all rows"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    generator = torch.Generator().manual_seed(seed)
    X, y = torch.as_tensor(X).float(), torch.as_tensor(y).float()
    theta = torch.zeros(X.shape[1], 1, requires_grad=True)
    optimizer = torch.optim.SGD([theta], lr=learning_rate)
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X), generator=generator).split(batch_size):
            loss = torch.nn.functional.mse_loss(X[rows] @ theta, y[rows])
            loss.backward()
            optimizer.step()
    return theta.detach().numpy()
