# %% [markdown]
# Fakes get the label 1 and real examples 0, in the batch and in the losses.


# %% task="losses" caught_by="loss_d,loss_g,loss_minimax,labels,d_step,d_step_alone,d_step_fresh,g_step" message="2 fake"
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(real_logits).mean() + F.softplus(-fake_logits).mean()


def generator_loss(fake_logits):
    return F.softplus(fake_logits).mean()


def minimax_loss(fake_logits):
    return F.logsigmoid(fake_logits).mean()


# %% task="discriminator_batch"
def discriminator_batch(real, fakes):
    return np.concatenate([real, fakes]), np.concatenate([np.zeros(len(real)), np.ones(len(fakes))])
