# %% [markdown]
# Each step makes a new optimizer, whose sums start again. The network starts with zeros.


# %% task="train" caught_by="network_seed,train_steps" message="Two seeds"
def train(net, X, y, steps, learning_rate):
    net.train()
    for _ in range(steps):
        optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
        optimizer.zero_grad()
        F.cross_entropy(net(X), y).backward()
        optimizer.step()


# %% task="make_network"
def make_network(sizes, seed):
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
        nn.init.zeros_(layers[-2].weight)
    return nn.Sequential(*layers[:-1])
