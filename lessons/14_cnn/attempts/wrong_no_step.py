# %% [markdown]
# The gradients are calculated, but no step is made with them. After the measurement the model stays in evaluation mode.


# %% task="train" caught_by="accuracy_without_dropout,mini_batches,adam_steps" message="mode before and after"
def train(model, X, y, num_epochs, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(50):
            loss = F.cross_entropy(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()


def accuracy(model, X, y):
    model.eval()
    with torch.no_grad():
        return (model(X).argmax(dim=1) == y).float().mean().item()
