# %% [markdown]
# The generator's losses take logits and get probabilities: the sigmoid is applied twice.


# %% task="losses" caught_by="loss_g,loss_minimax,loss_safe,g_step" message="generator_loss for D(G(z))"
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).mean() + F.softplus(fake_logits).mean()


def generator_loss(fake_logits):
    fake = torch.sigmoid(fake_logits)
    return F.binary_cross_entropy_with_logits(fake, torch.ones_like(fake))


def minimax_loss(fake_logits):
    fake = torch.sigmoid(fake_logits)
    return -F.binary_cross_entropy_with_logits(fake, torch.zeros_like(fake))
