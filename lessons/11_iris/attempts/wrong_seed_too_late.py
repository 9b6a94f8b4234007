# %% [markdown]
# The seed is set after the layers have got their random weights. At the questions,
# the second program starts again, and functions are used because they are faster.


# %% task="train_mlp" caught_by="question_numbers,question_choices,mlp_seed" message="q3_steps"
def train_mlp(X, y, sizes, seed):
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    net = nn.Sequential(*layers[:-1])
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(net.parameters(), lr=0.02)
    for _ in range(200):
        loss = nn.functional.cross_entropy(net(torch.tensor(standardise(X, X)[0])), torch.tensor(y))
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return lambda rows: torch.softmax(net(torch.tensor(standardise(X, rows)[1])), dim=1).detach()


# %% task="questions"
q3_steps = 500
q3_wrong = 4
q3_input = "a"
q3_border = "d"
