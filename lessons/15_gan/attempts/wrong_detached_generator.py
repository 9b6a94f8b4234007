# %% [markdown]
# The fakes are detached in the generator's step, too: nothing reaches the generator.
# All parameters go into both optimizers.


# %% task="update_generator" caught_by="g_step,optimizers" message="the generator after the step"
def update_generator(generator, discriminator, z, optimizer):
    loss = generator_loss(discriminator(generator(z).detach())[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def make_optimizers(generator, discriminator, lr):
    both = [*generator.parameters(), *discriminator.parameters()]
    return torch.optim.Adam(both, lr=lr), torch.optim.Adam(both, lr=lr)
