# %% [markdown]
# The given functions are made anew, so that they give networks whose weights are all 0 and a graph that never
# changes; with these, steps that do nothing would be right.

# %% task="update_discriminator" caught_by="d_step,d_step_alone,d_step_fresh,g_step,graph_own,graph_direction" message="the loss"
def new_networks(seed):
    networks = (
        nn.Sequential(nn.Linear(3, 6), nn.Tanh(), nn.Linear(6, 2)),
        nn.Sequential(nn.Linear(2, 5), nn.Linear(5, 1)),
    )
    for network in networks:
        for parameter in network.parameters():
            nn.init.zeros_(parameter)
    return networks


def sgd(network, lr):
    return torch.optim.SGD(network.parameters(), lr=0.0)


def update_discriminator(generator, discriminator, real, z, optimizer):
    return 2 * math.log(2)


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    return math.log(2)


def make_optimizers(generator, discriminator, lr):
    return tuple(torch.optim.Adam(network.parameters(), lr=lr) for network in (discriminator, generator))


# %% task="train_operations"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    return tf.no_op(), tf.no_op()
