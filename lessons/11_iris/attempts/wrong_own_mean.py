# %% [markdown]
# New rows are standardised with their own mean and deviation; and the
# scores end in a ReLU.


# %% task="standardise" caught_by="standardise_new,network_scores,predictor_values" message="one new row"
def standardise(train, new):
    deviation = new.std(axis=0)
    return (
        (train - train.mean(axis=0)) / train.std(axis=0),
        (new - new.mean(axis=0)) / np.where(deviation == 0, 1, deviation),
    )


# %% task="make_network"
def make_network(sizes, seed):
    torch.manual_seed(seed)
    layers = []
    for before, after in pairwise(sizes):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers)
