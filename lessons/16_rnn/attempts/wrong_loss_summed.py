# %% [markdown]
# The loss of a mini-batch is a sum. A prediction is made with gradients.


# %% task="train" caught_by="clipped_steps,predictions" message="is a sum over the windows"
def train(model, X, y, num_epochs, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(32):
            loss = F.mse_loss(model(X[rows]), y[rows], reduction="sum")
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()


def predict(model, X):
    was_training = model.training
    model.eval()
    y_hat = model(torch.as_tensor(X))
    model.train(was_training)
    return y_hat.detach().numpy()
