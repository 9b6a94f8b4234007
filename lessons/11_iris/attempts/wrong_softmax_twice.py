# %% [markdown]
# Softmax twice: before the loss that holds one, and on the probabilities.


# %% task="train" caught_by="train_steps,predictor_values,predictor_mode" message="Step 1 is not"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(torch.softmax(net(X), dim=1), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="predictor"
def predictor(net, X):
    def probabilities(rows):
        net.eval()
        with torch.no_grad():
            return net(torch.tensor(standardise(X, rows)[1])).softmax(dim=1).softmax(dim=1)

    return probabilities
