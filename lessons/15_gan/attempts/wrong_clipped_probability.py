# %% [markdown]
# The logarithm is kept finite by clipping the probability, and a loss for large logits stops growing. The real
# examples are compared with as many fakes only.


# %% task="losses" caught_by="loss_safe,d_step" message="for logits of 200 "
def clipped(probability):
    return torch.log(probability.clamp(1e-7, 1 - 1e-7))


def discriminator_loss(real_logits, fake_logits):
    return -clipped(torch.sigmoid(real_logits)).mean() - clipped(torch.sigmoid(-fake_logits)).mean()


def generator_loss(fake_logits):
    return -clipped(torch.sigmoid(fake_logits)).mean()


def minimax_loss(fake_logits):
    return clipped(torch.sigmoid(-fake_logits)).mean()


# %% task="update_discriminator"
def update_discriminator(generator, discriminator, real, z, optimizer):
    fakes = generator(z).detach()[: len(real)]
    loss = discriminator_loss(discriminator(real)[:, 0], discriminator(fakes)[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
