# %% [markdown]
# Nothing depends on the seed.


# %% task="train" caught_by="mini_batches" message="with the same seed"
def train(model, X, y, num_epochs, seed):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(32):
            loss = F.mse_loss(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()


def predict(model, X):
    was_training = model.training
    model.eval()
    with torch.no_grad():
        y_hat = model(torch.as_tensor(X))
    model.train(was_training)
    return y_hat.numpy()
