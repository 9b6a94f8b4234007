# %% [markdown]
# Each step makes an optimizer of its own in place of the one that is given.


# %% task="update_discriminator" caught_by="d_step,g_step" message="the discriminator after the step"
def update_discriminator(generator, discriminator, real, z, optimizer):
    own = sgd(discriminator, 0.1)
    loss = discriminator_loss(discriminator(real)[:, 0], discriminator(generator(z).detach())[:, 0])
    own.zero_grad()
    loss.backward()
    own.step()
    return loss.item()


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    own = torch.optim.Adam(generator.parameters(), lr=0.5)
    loss = generator_loss(discriminator(generator(z))[:, 0])
    own.zero_grad()
    loss.backward()
    own.step()
    return loss.item()


def make_optimizers(generator, discriminator, lr):
    return sgd(discriminator, lr), sgd(generator, lr)
