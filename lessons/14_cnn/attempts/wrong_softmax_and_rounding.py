# %% [markdown]
# The network ends in a softmax, and the pixels left after two poolings are rounded only at the end.


# %% task="make_network" caught_by="network_shapes,network_scores" message="make_network(3, 10"
def make_network(channels, side, filters, hidden, classes):
    return nn.Sequential(
        nn.Conv2d(channels, filters[0], 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(filters[0], filters[1], 3, padding=1),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(filters[1] * side * side // 16, hidden),
        nn.ReLU(),
        nn.Dropout(0.5),
        nn.Linear(hidden, classes),
        nn.Softmax(dim=1),
    )
