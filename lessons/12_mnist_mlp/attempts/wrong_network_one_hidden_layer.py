# %% [markdown]
# One hidden layer, which is not deep.


# %% task="make_network" caught_by="network_layers" message="hidden layers"
def make_network(inputs, classes, seed):
    from lessonlib.models import MLP

    torch.manual_seed(seed)
    return MLP((inputs, 256, classes))
