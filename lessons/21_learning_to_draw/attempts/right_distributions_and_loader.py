# %% [markdown]
# Distributions of PyTorch, a DataLoader, lists and loops.


# %% task="divergence"
def divergence(mean, log_var):
    cloud = torch.distributions.Normal(mean, log_var.exp().sqrt())
    prior = torch.distributions.Normal(torch.zeros_like(mean), torch.ones_like(mean))
    return torch.distributions.kl_divergence(cloud, prior).sum(-1)


# %% task="sample_code"
def sample_code(mean, log_var, noise):
    return torch.addcmul(mean, log_var.exp().sqrt(), noise)


# %% task="negative_elbo"
def negative_elbo(X, logits, mean, log_var):
    return (
        F.binary_cross_entropy_with_logits(logits, X, reduction="sum") / len(X)
        + divergence(mean, log_var).mean()
    )


# %% task="vae_step"
def vae_step(model, X, noise, optimizer):
    optimizer.zero_grad()
    numbers = model.encoder(X)
    k = numbers.shape[1] // 2
    z = sample_code(numbers[:, :k], numbers[:, k:], noise)
    loss = negative_elbo(X, model.decoder(z), numbers[:, :k], numbers[:, k:])
    before = loss.item()
    loss.backward()
    optimizer.step()
    return before


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    random = torch.Generator().manual_seed(seed)
    loader = torch.utils.data.DataLoader(
        torch.utils.data.TensorDataset(X), batch_size=batch_size, shuffle=True, generator=random
    )
    model.train()
    means = []
    for _ in range(num_epochs):
        losses = [(step(batch), len(batch)) for (batch,) in loader]
        means.append(sum(loss * n for loss, n in losses) / sum(n for _, n in losses))
    return means


# %% task="draw"
def draw(decoder, codes):
    from lessonlib.models import outputs_of

    return outputs_of(decoder, codes).sigmoid()


# %% task="noising"
def alpha_bars(betas):
    products = [1.0]
    for beta in betas:
        products.append(products[-1] * (1 - float(beta)))
    return torch.tensor(products)


def noised(x0, t, noise, bars):
    rows = [
        bars[at] ** 0.5 * row + (1 - bars[at]) ** 0.5 * e for row, at, e in zip(x0, t, noise, strict=True)
    ]
    return torch.stack(rows)


# %% task="diffusion_loss"
def diffusion_loss(predict, x0, t, noise, bars):
    return (noise - predict(noised(x0, t, noise, bars), t)).pow(2).mean()


# %% task="step_back"
def step_back(xt, t, predicted, noise, bars):
    alpha = bars[t] / bars[t - 1]
    x0 = (xt - (1 - bars[t]) ** 0.5 * predicted) / bars[t] ** 0.5
    of_picture = bars[t - 1] ** 0.5 * (1 - alpha) / (1 - bars[t])
    of_noisy = alpha**0.5 * (1 - bars[t - 1]) / (1 - bars[t])
    if t == 1:
        return x0
    return of_picture * x0 + of_noisy * xt + ((1 - bars[t - 1]) / (1 - bars[t]) * (1 - alpha)) ** 0.5 * noise


# %% task="judge"
def judge(probabilities, sure, rare):
    n, k = probabilities.shape
    best = [int(row.argmax()) for row in probabilities]
    coverage = len([c for c in range(k) if best.count(c) >= rare * n])
    return coverage, sum(float(row.max()) > sure for row in probabilities) / n
