# %% [markdown]
# The sums of squares start at 0, as they do when nothing is said. The network ends in a softmax.


# %% task="train" caught_by="network_scores,train_steps" message="add up to 1"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="make_network"
def make_network(sizes, seed):
    torch.manual_seed(seed)
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.Softmax(dim=1))
