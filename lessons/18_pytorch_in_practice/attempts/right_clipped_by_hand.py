# %% [markdown]
# Clipped by hand, without the 1e-6 that `clip_grad_norm_` adds to the length; one `backward` for each update; rows read
# one by one.


# %% task="train"
def train(model, loader, optimizer, scheduler, num_epochs, accumulate, max_norm):
    model.train(True)
    losses, weights = [], list(model.parameters())
    for _ in range(num_epochs):
        parts = []
        for X, y in loader:
            parts += [F.nll_loss(model(X).log_softmax(-1), y)]
            if len(parts) < accumulate:
                continue
            loss = torch.stack(parts).mean()
            slopes = torch.autograd.grad(loss, weights)
            length = float(sum((slope**2).sum() for slope in slopes)) ** 0.5
            for weight, slope in zip(weights, slopes, strict=True):
                weight.grad = slope * min(1, max_norm / length)
            optimizer.step()
            scheduler.step()
            losses, parts = [*losses, float(loss)], []
    return losses


# %% task="measure"
@torch.inference_mode()
def share_right(model, loader):
    model.train(False)
    found = [int(model(row[None])[0].argmax() == c) for X, y in loader for row, c in zip(X, y, strict=True)]
    return torch.tensor(found).double().mean()
