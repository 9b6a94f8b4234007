# %% [markdown]
# The dropout of the network does not know its mode, the accuracy is measured in the mode that happens to be, and the
# third argument of the dropout is believed.


# %% task="make_network" caught_by="network_dropout,accuracy_without_dropout,adam_steps,question_numbers" message="evaluation mode"
class Network(nn.Module):
    def __init__(self, channels, side, filters, hidden, classes):
        super().__init__()
        self.first = nn.Conv2d(channels, filters[0], 3, padding=1)
        self.second = nn.Conv2d(filters[0], filters[1], 3, padding=1)
        self.hidden = nn.Linear(filters[1] * (side // 4) ** 2, hidden)
        self.last = nn.Linear(hidden, classes)

    def forward(self, X):
        h = F.max_pool2d(F.relu(self.first(X)), 2)
        h = F.max_pool2d(F.relu(self.second(h)), 2)
        h = F.relu(self.hidden(h.flatten(1)))
        return self.last(F.dropout(h, 0.5))


def make_network(channels, side, filters, hidden, classes):
    return Network(channels, side, filters, hidden, classes)


# %% task="train"
def train(model, X, y, num_epochs, seed):
    torch.manual_seed(seed)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(num_epochs):
        for rows in torch.randperm(len(X)).split(50):
            loss = F.cross_entropy(model(X[rows]), y[rows])
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()


def accuracy(model, X, y):
    with torch.no_grad():
        return (model(X).argmax(dim=1) == y).float().mean().item()


# %% task="questions"
q9_last = 4
q9_dropped = 90
q9_count = "b"
q9_calls = "c"
q9_moved = "d"
