# %% [markdown]
# In the step of the generator the discriminator learns, too, by the same loss: all gradients are stepped by hand.


# %% task="update_generator" caught_by="g_step" message="the discriminator after a step of the generator"
def update_generator(generator, discriminator, z, optimizer):
    loss = generator_loss(discriminator(generator(z))[:, 0])
    optimizer.zero_grad()
    discriminator.zero_grad()
    loss.backward()
    optimizer.step()
    sgd(discriminator, 0.1).step()
    return loss.item()


def make_optimizers(generator, discriminator, lr):
    return sgd(discriminator, lr), sgd(generator, lr)
