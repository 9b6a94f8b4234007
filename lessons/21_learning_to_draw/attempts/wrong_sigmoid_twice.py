# %% [markdown]
# A sigmoid before a loss that takes logits, and a second one in the drawing.


# %% task="negative_elbo" caught_by="elbo_value,elbo_large,step,step_fresh,drawn" message="with free clouds"
def negative_elbo(X, logits, mean, log_var):
    lost = F.binary_cross_entropy_with_logits(logits.sigmoid(), X, reduction="none").sum(dim=1)
    return (lost + divergence(mean, log_var)).mean()


# %% task="draw"
def draw(decoder, codes):
    was_training = decoder.training
    decoder.eval()
    with torch.no_grad():
        pictures = torch.sigmoid(torch.sigmoid(decoder(codes)))
    decoder.train(was_training)
    return pictures
