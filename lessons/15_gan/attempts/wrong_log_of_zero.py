# %% [markdown]
# The losses take the logarithm of probabilities, as the document does: large logits give infinity.
# The minimax loss has a sign too many.


# %% task="losses" caught_by="loss_minimax,loss_safe" message="minimax_loss for D(G(z))"
def discriminator_loss(real_logits, fake_logits):
    D_real, D_fake = torch.sigmoid(real_logits), torch.sigmoid(fake_logits)
    return -torch.log(D_real).mean() - torch.log(1 - D_fake).mean()


def generator_loss(fake_logits):
    return -torch.log(torch.sigmoid(fake_logits)).mean()


def minimax_loss(fake_logits):
    return -torch.log(1 - torch.sigmoid(fake_logits)).mean()
