# %% [markdown]
# The gradients of earlier steps are never cleared. Softmax runs along the flowers, so that it compares rows.


# %% task="train" caught_by="train_steps,predictor_values,predictor_mode" message="Step 2 is not"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        loss.backward()
        optimizer.step()


# %% task="predictor"
def predictor(net, X):
    def probabilities(rows):
        net.eval()
        with torch.no_grad():
            return torch.softmax(net(torch.tensor(standardise(X, rows)[1])), dim=0)

    return probabilities
