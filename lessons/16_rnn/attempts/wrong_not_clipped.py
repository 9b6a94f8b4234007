# %% [markdown]
# Gradients are not clipped. A prediction is asked for with dropout on. With pencil and paper, the maximum is
# taken once, at the end.


# %% task="train" caught_by="pencil_states,clipped_steps,predictions" message="q3_relu"
def train(model, X, y, num_epochs, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    model.train()
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(32):
            loss = F.mse_loss(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def predict(model, X):
    was_training = model.training
    with torch.no_grad():
        y_hat = model(torch.as_tensor(X))
    model.train(was_training)
    return y_hat.numpy()


# %% task="pencil"
q3_sum = 3
q3_relu = 0
q3_shapes = [(8, 20, 5), (1, 8, 5)]
q3_field = 15
