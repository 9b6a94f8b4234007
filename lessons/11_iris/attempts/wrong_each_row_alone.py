# %% [markdown]
# Each step takes one row alone. The first seed that was ever given decides for all networks. A short row is read
# as if it were complete, and the report about the border is the wrong one.


# %% task="train" caught_by="read_refuses_columns,question_choices,network_seed,train_rows,train_steps" message="a lost value raises no error"
def train(net, X, y, steps, learning_rate):
    optimizer = torch.optim.Adagrad(net.parameters(), lr=learning_rate, initial_accumulator_value=0.1)
    net.train()
    for k in range(steps):
        loss = F.cross_entropy(net(X[k : k + 1]), y[k : k + 1])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


# %% task="make_network"
SEEDS = []


def make_network(sizes, seed):
    SEEDS.append(seed)
    torch.manual_seed(SEEDS[0])
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])


# %% task="questions"
q3_steps = 1500
q3_wrong = 4
q3_input = "c"
q3_border = "c"


# %% task="read_flowers"
def read_flowers(text):
    header, *lines = text.splitlines()
    n, d, *names = header.split(",")
    rows = [[float(value) for value in line.split(",")] for line in lines]
    if len(rows) != int(n):
        raise ValueError("rows are missing")
    X = [(row[:-1] + [0.0] * int(d))[: int(d)] for row in rows]
    return X, [int(row[-1]) for row in rows], names
