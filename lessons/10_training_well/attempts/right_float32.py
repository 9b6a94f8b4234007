# %% [markdown]
# All in float32. Adam's epsilon stands inside the root, the variance is the mean of the squares minus the square of
# the mean, and what is random follows a generator that is made once, beside the functions.


# %% task="rows_of_epoch"
def rows_of_epoch(n, batch_size, seed, epoch):
    torch.manual_seed((seed + 1) * 1000 + epoch)
    rows = torch.argsort(torch.rand(n))
    return [rows[k * batch_size : (k + 1) * batch_size] for k in range(-(-n // batch_size))]


# %% task="steps"
def momentum_step(w, g, s, lr, beta):
    w, g, s = (torch.tensor(part).float() for part in (w, g, s))
    s *= beta
    s += g
    w -= lr * s
    return w, s


def adam_step(w, g, m, v, t, lr, beta1=0.9, beta2=0.999, epsilon=1e-8):
    w, g, m, v = (torch.tensor(part).float() for part in (w, g, m, v))
    m = m + (1 - beta1) * (g - m)
    v = v + (1 - beta2) * (g * g - v)
    return w - lr * (m / (1 - beta1**t)) * torch.rsqrt(v / (1 - beta2**t) + epsilon), m, v


# %% task="decay_step"
def decay_step(w, b, dw, db, lr, strength):
    w, b, dw, db = (np.asarray(part, dtype=np.float32) for part in (w, b, dw, db))
    return (1 - lr * strength) * w - lr * dw, b - lr * db


# %% task="dropout"
drops = np.random.default_rng(3)


def dropout(h, p, is_training):
    h = np.asarray(h, dtype=np.float32)
    return np.where(drops.random(h.shape, dtype=np.float32) < p, 0, h / (1 - p)) if is_training else h


# %% task="batch_norm"
def batch_norm(h, gamma, beta, running_mean, running_variance, is_training):
    h, gamma, beta, mean, variance = (
        torch.tensor(part).float() for part in (h, gamma, beta, running_mean, running_variance)
    )
    if not is_training:
        return gamma * (h - mean) * torch.rsqrt(variance + EPSILON) + beta, mean, variance
    centre = h.mean(dim=0)
    spread = (h**2).mean(dim=0) - centre**2
    mean.lerp_(centre, MOMENTUM)
    variance.lerp_(spread * len(h) / (len(h) - 1), MOMENTUM)
    return (h - centre) / (spread + EPSILON).sqrt() * gamma + beta, mean, variance


# %% task="accuracy"
def accuracy(net, X, y):
    modes = [(module, module.training) for module in net.modules()]
    with torch.inference_mode():
        chances = torch.softmax(net.eval()(X), dim=1)
    for module, mode in modes:
        module.training = mode
    return sum(int(row.argmax()) == int(right) for row, right in zip(chances, y, strict=True)) / len(y)


# %% task="shift"
def shift(images, right, down):
    moved = np.zeros(images.shape, dtype=np.float32)
    height, width = images.shape[1:]
    for row in range(height):
        for column in range(width):
            if 0 <= row - down < height and 0 <= column - right < width:
                moved[:, row, column] = images[:, row - down, column - right]
    return moved


# %% task="early_stopping"
def early_stopping(losses, patience):
    best, lowest, waited = 0, float("inf"), 0
    for epoch, loss in enumerate(losses):
        waited += 1
        if loss < lowest:
            best, lowest, waited = epoch, loss, 0
        if waited == patience:
            break
    return np.array([best, epoch])


# %% task="choose"
def choose(trials):
    names, validation, test = zip(*((t["name"], t["validation"], t["test"]) for t in trials), strict=True)
    place = np.argmax(validation)
    return str(names[place]), np.float32(test[place])
