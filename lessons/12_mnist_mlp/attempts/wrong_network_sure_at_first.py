# %% [markdown]
# First weights with the standard deviation 1, as in the old program of the chapter.


# %% task="make_network" caught_by="network_start,long_run_98" message="the cost of a new network"
def make_network(inputs, classes, seed):
    from lessonlib.models import MLP

    torch.manual_seed(seed)
    model = MLP((inputs, 256, 128, classes))
    for parameter in model.parameters():
        nn.init.normal_(parameter)
    return model
