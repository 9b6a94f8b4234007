# %% [markdown]
# The losses of all rows are added up and not averaged. New flowers are not standardised.


# %% task="train" caught_by="train_steps,predictor_values,predictor_mode" message="Step 1 is not"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y, reduction="sum")
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="predictor"
def predictor(net, X):
    def probabilities(rows):
        net.eval()
        with torch.no_grad():
            return torch.softmax(net(torch.tensor(rows)), dim=1)

    return probabilities
