# %% [markdown]
# The network is trained in the mode in which it comes, and predicts in the mode in which it was left.


# %% task="train" caught_by="train_rows,predictor_mode" message="not in training mode"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="predictor"
def predictor(net, X):
    def probabilities(rows):
        with torch.no_grad():
            return torch.softmax(net(torch.tensor(standardise(X, rows)[1])), dim=1)

    return probabilities
