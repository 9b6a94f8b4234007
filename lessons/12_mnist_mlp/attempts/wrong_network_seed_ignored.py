# %% [markdown]
# The first weights are drawn before the seed is set.


# %% task="make_network" caught_by="network_start" message="with the same seed"
def make_network(inputs, classes, seed):
    from lessonlib.models import MLP

    model = MLP((inputs, 256, 128, classes))
    torch.manual_seed(seed)
    return model
