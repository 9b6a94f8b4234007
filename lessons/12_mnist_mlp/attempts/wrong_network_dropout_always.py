# %% [markdown]
# The dropout of the network does not know its mode.


# %% task="make_network" caught_by="network_layers" message="do not follow from"
class DigitReader(nn.Module):
    def __init__(self, *sizes):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(a, b) for a, b in pairwise(sizes))

    def forward(self, X):
        *hidden, output = self.layers
        h = X.flatten(1)
        for layer in hidden:
            h = F.dropout(torch.relu(layer(h)), 0.1)
        return output(h)


def make_network(inputs, classes, seed):
    torch.manual_seed(seed)
    return DigitReader(inputs, 256, 128, classes)
