# %% [markdown]
# The fakes are not detached, so that the loss of the discriminator leaves gradients in the generator.


# %% task="update_discriminator" caught_by="d_step_alone" message="the gradients of the generator"
def update_discriminator(generator, discriminator, real, z, optimizer):
    fakes = generator(z)
    loss = discriminator_loss(discriminator(real)[:, 0], discriminator(fakes)[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
