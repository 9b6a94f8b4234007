# %% [markdown]
# Every network has the same first weights, whatever the seed.


# %% task="make_network" caught_by="network_start" message="with two seeds"
def make_network(inputs, classes, seed):
    from lessonlib.models import MLP

    torch.manual_seed(0)
    return MLP((inputs, 256, 128, classes))
