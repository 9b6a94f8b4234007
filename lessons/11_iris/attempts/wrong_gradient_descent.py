# %% [markdown]
# Plain gradient descent. The network has no activation between its layers.


# %% task="train" caught_by="network_scores,train_steps" message="the scores of sizes"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.SGD(net.parameters(), lr=learning_rate)
    net.train()
    for _ in range(steps):
        loss = F.cross_entropy(net(X), y)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="make_network"
def make_network(sizes, seed):
    torch.manual_seed(seed)
    return nn.Sequential(*(nn.Linear(before, after) for before, after in pairwise(sizes)))
