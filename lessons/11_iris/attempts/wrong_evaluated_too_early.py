# %% [markdown]
# Adam in place of Adagrad. Evaluation mode is set once, before somebody trains the network further.


# %% task="train" caught_by="train_steps,predictor_mode" message="Step 1 is not"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adam(net.parameters(), lr=learning_rate)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="predictor"
def predictor(net, X):
    net.eval()

    def probabilities(rows):
        with torch.no_grad():
            return torch.softmax(net(torch.tensor(standardise(X, rows)[1])), dim=1)

    return probabilities
