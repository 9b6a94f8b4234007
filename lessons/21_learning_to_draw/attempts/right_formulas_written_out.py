# %% [markdown]
# The formulas in other forms, with gradients by hand over to autograd.grad, and NumPy's orders.


# %% task="divergence"
def divergence(mean, log_var):
    return (mean.square() + torch.expm1(log_var) - log_var).sum(1).div(2)


# %% task="sample_code"
def sample_code(mean, log_var, noise):
    return mean + noise * torch.exp(log_var) ** 0.5


# %% task="negative_elbo"
def negative_elbo(X, logits, mean, log_var):
    pixels = F.softplus(logits) - X * logits
    return torch.mean(pixels.sum(1)) + torch.mean(divergence(mean, log_var))


# %% task="vae_step"
def vae_step(model, X, noise, optimizer):
    mean, log_var = model.encoder(X).tensor_split(2, dim=1)
    loss = negative_elbo(X, model.decoder(sample_code(mean, log_var, noise)), mean, log_var)
    parameters = list(model.parameters())
    for parameter, slope in zip(parameters, torch.autograd.grad(loss, parameters), strict=True):
        parameter.grad = slope
    optimizer.step()
    return loss.detach().item()


# %% task="train"
def train(model, step, X, num_epochs, batch_size, seed):
    rng = np.random.default_rng(seed)
    model.train()
    losses = []
    for _ in range(num_epochs):
        order = torch.from_numpy(rng.permutation(len(X)))
        sums = []
        for start in range(0, len(X), batch_size):
            rows = order[start : start + batch_size]
            sums.append(len(rows) * step(X[rows]))
        losses.append(sum(sums) / len(X))
    return losses


# %% task="draw"
def draw(decoder, codes):
    mode = decoder.training
    try:
        with torch.inference_mode():
            return 1 / (1 + torch.exp(-decoder.eval()(codes)))
    finally:
        decoder.train(mode)


# %% task="noising"
def alpha_bars(betas):
    return torch.exp(torch.cumsum(torch.log1p(-F.pad(betas, (1, 0))), dim=0))


def noised(x0, t, noise, bars):
    kept = bars.index_select(0, t).unsqueeze(1).expand_as(x0)
    return x0.mul(kept.sqrt()).add(noise.mul((1 - kept).sqrt()))


# %% task="diffusion_loss"
def diffusion_loss(predict, x0, t, noise, bars):
    guess = predict(noised(x0, t, noise, bars), t)
    return torch.mean(torch.sum((guess - noise) ** 2, dim=1)) / x0.shape[1]


# %% task="step_back"
def step_back(xt, t, predicted, noise, bars):
    bars = bars.double()
    beta = 1 - bars[t] / bars[t - 1]
    mean = (xt - beta * predicted / torch.sqrt(1 - bars[t])) / torch.sqrt(1 - beta)
    return (mean + torch.sqrt(beta * (1 - bars[t - 1]) / (1 - bars[t])) * noise).float()


# %% task="judge"
def judge(probabilities, sure, rare):
    table = torch.as_tensor(probabilities)
    highest, classes = table.max(dim=1)
    shares = F.one_hot(classes, table.shape[1]).double().mean(dim=0)
    return int((shares >= rare).sum()), (highest > sure).double().mean().item()
