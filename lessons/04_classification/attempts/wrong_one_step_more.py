# %% [markdown]
# Takes one step more than it is asked for.

# %% task="descend" caught_by="descent_steps" message="after 1 step"
def descend(X, y, weights, learning_rate, num_steps):
    """X: float32 (n, d), y: int64 (n,). Returns the four arrays after num_steps steps."""
    X, y = torch.as_tensor(X), torch.as_tensor(y)
    parts = [torch.tensor(part, requires_grad=True) for part in weights]
    W1, b1, W2, b2 = parts
    optimizer = torch.optim.SGD(parts, lr=learning_rate)
    for _ in range(num_steps + 1):
        scores = torch.relu(X @ W1 + b1) @ W2 + b2
        loss = nn.functional.cross_entropy(scores, y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return [part.detach() for part in parts]
