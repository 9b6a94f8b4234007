# %% [markdown]
# The network gives probabilities, so that softmax comes twice in the loss.


# %% task="make_network" caught_by="network_layers,long_run_98" message="do not follow from"
class DigitReader(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, X):
        *hidden, output = self.layers
        h = X.flatten(1)
        for layer in hidden:
            h = torch.relu(layer(h))
        return torch.softmax(output(h), dim=1)


def make_network(inputs, classes, seed):
    torch.manual_seed(seed)
    return DigitReader(inputs, 256, 128, classes)
