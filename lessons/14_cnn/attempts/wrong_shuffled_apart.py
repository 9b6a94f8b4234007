# %% [markdown]
# Shuffles images and classes apart, so that an image loses its class.


# %% task="train" caught_by="adam_steps" message="does not follow the gradient of their loss"
def train(model, X, y, num_epochs, seed):
    """X: float32 tensor (N, 1, 8, 8), y: int64 tensor (N,). Changes the weights of the model."""
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        y = y[torch.randperm(len(y))]
        for rows in torch.randperm(len(X)).split(50):
            loss = F.cross_entropy(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def accuracy(model, X, y):
    """The share of images whose class the model predicts, without dropout."""
    was_training = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(X).argmax(dim=1)
    model.train(was_training)
    return (y_hat == y).float().mean().item()
