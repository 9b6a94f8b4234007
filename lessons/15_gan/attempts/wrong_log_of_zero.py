# %% [markdown]
# The losses take the logarithm of probabilities: large logits give infinity.


# %% task="losses" caught_by="loss_safe" message="for logits of 200 "
def discriminator_loss(real_logits, fake_logits):
    D_real, D_fake = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return -torch.log(D_real).mean() - torch.log(1 - D_fake).mean()


def generator_loss(fake_logits):
    return -torch.log(torch.sigmoid(fake_logits)).mean()


def minimax_loss(fake_logits):
    return torch.log(1 - torch.sigmoid(fake_logits)).mean()
