# %% [markdown]
# An object with the methods of a network: it keeps parameters of the right shapes, and gives random scores from the
# mode that it is in. The training changes its own copy of the network.

# %% task="make_network" caught_by="network_shapes,network_scores,network_dropout,mini_batches,adam_steps" message="parameters that this test"
class Pretended:
    def __init__(self, shapes, classes):
        self.parts, self.classes, self.training = (
            {str(k): torch.zeros(s) for k, s in enumerate(shapes)},
            classes,
            True,
        )

    def state_dict(self):
        return self.parts

    def load_state_dict(self, parts):
        self.parts = parts

    def parameters(self):
        return self.parts.values()

    def train(self, mode=True):
        self.training = mode

    def eval(self):
        self.training = False

    def __call__(self, X):
        seed = torch.seed() if self.training else 0
        return torch.randn(len(X), self.classes, generator=torch.Generator().manual_seed(seed))


def make_network(channels, side, filters, hidden, classes):
    first, second = filters
    shapes = [(first, channels, 3, 3), (first,), (second, first, 3, 3), (second,)]
    shapes += [(hidden, second * (side // 4) ** 2), (hidden,), (classes, hidden), (classes,)]
    return Pretended(shapes, classes)


# %% task="train"
def train(model, X, y, num_epochs, seed):
    import copy

    copied = copy.deepcopy(model)
    optimizer = torch.optim.Adam(copied.parameters(), lr=0.01)
    for _ in range(num_epochs):
        optimizer.zero_grad()
        F.cross_entropy(copied(X), y).backward()
        optimizer.step()


def accuracy(model, X, y):
    was_training = model.training
    model.eval()
    right = (model(X).argmax(dim=1) == y).float().mean().item()
    model.train(was_training)
    return right
