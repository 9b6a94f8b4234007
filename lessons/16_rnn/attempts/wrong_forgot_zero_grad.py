# %% [markdown]
# Gradients are never cleared. After a prediction, the model stays in evaluation mode. Each layer of filters is
# taken to see three times its dilation.


# %% task="train" caught_by="pencil_shapes,clipped_steps,predictions" message="q3_field"
def train(model, X, y, num_epochs, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(32):
            loss = F.mse_loss(model(X[rows]), y[rows])
            loss.backward()
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()


def predict(model, X):
    model.eval()
    with torch.no_grad():
        y_hat = model(torch.as_tensor(X))
    return y_hat.numpy()


# %% task="pencil"
q3_sum = 3
q3_relu = 2
q3_shapes = [(8, 20, 5), (1, 8, 5)]
q3_field = 22
