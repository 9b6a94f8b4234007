# %% [markdown]
# Each half makes two steps in place of one.


# %% task="update_discriminator" caught_by="d_step,g_step" message="the discriminator after the step"
def update_discriminator(generator, discriminator, real, z, optimizer):
    loss = discriminator_loss(discriminator(real)[:, 0], discriminator(generator(z).detach())[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    optimizer.step()
    return loss.item()


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    losses = []
    for _ in range(2):
        loss = generator_loss(discriminator(generator(z))[:, 0])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses[0]


def make_optimizers(generator, discriminator, lr):
    return sgd(discriminator, lr), sgd(generator, lr)
