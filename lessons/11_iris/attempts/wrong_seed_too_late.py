# %% [markdown]
# The seed is set after the layers have got their random weights. At the questions, the second program starts again,
# functions are used because they are faster, and the border decides nothing.


# %% task="make_network" caught_by="question_numbers,question_choices,network_seed" message="q3_steps"
def make_network(sizes, seed):
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    torch.manual_seed(seed)
    return nn.Sequential(*layers[:-1])


# %% task="questions"
q3_steps = 500
q3_wrong = 4
q3_input = "a"
q3_border = "d"
