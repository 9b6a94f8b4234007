# %% [markdown]
# One mean over real examples and fakes together: half the loss, and wrong weights when their numbers differ.
# The generator uses the minimax loss.


# %% task="losses" caught_by="loss_d,loss_g,loss_safe,d_step,g_step" message="discriminator_loss of 3 real"
def discriminator_loss(real_logits, fake_logits):
    return torch.cat([F.softplus(-real_logits), F.softplus(fake_logits)]).mean()


def generator_loss(fake_logits):
    return F.logsigmoid(-fake_logits).mean()


def minimax_loss(fake_logits):
    return F.logsigmoid(-fake_logits).mean()
