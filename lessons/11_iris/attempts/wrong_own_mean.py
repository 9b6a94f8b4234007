# %% [markdown]
# New rows are standardised with their own mean and deviation; and the network takes the features as they are.


# %% task="standardise" caught_by="standardise_new,mlp_units" message="one new row"
def standardise(train, new):
    deviation = new.std(axis=0)
    return (
        (train - train.mean(axis=0)) / train.std(axis=0),
        (new - new.mean(axis=0)) / np.where(deviation == 0, 1, deviation),
    )


# %% task="train_mlp"
def train_mlp(X, y, sizes, seed):
    torch.manual_seed(seed)
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(200):
        loss = nn.functional.cross_entropy(net(torch.tensor(X)), torch.tensor(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda rows: torch.softmax(net(torch.tensor(rows)), dim=1).detach()
