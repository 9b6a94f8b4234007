# %% [markdown]
# No `zero_grad` in either step: gradients that the other half left behind are added.


# %% task="update_discriminator" caught_by="d_step_fresh,g_step" message="the step after old gradients"
def update_discriminator(generator, discriminator, real, z, optimizer):
    fakes = generator(z).detach()
    loss = discriminator_loss(discriminator(real)[:, 0], discriminator(fakes)[:, 0])
    loss.backward()
    optimizer.step()
    return loss.item()


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    loss = generator_loss(discriminator(generator(z))[:, 0])
    loss.backward()
    optimizer.step()
    return loss.item()


def make_optimizers(generator, discriminator, lr):
    return sgd(discriminator, lr), sgd(generator, lr)
