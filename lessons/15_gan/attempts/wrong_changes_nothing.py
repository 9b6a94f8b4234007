# %% [markdown]
# The steps return a number and change nothing; the optimizers do not look at gradients.

# %% task="update_discriminator" caught_by="d_step,d_step_alone,d_step_fresh,g_step,optimizers" message="the loss before"
def update_discriminator(generator, discriminator, real, z, optimizer):
    return 2 * math.log(2)


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    return math.log(2)


class Shaking:
    def __init__(self, network):
        self.network = network

    def step(self):
        with torch.no_grad():
            for parameter in self.network.parameters():
                parameter += 0.01 * torch.randn_like(parameter)


def make_optimizers(generator, discriminator, lr):
    return Shaking(discriminator), Shaking(generator)
