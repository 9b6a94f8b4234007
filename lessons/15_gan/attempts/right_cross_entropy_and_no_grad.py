# %% [markdown]
# Softplus and cross-entropy with labels; fakes made under `no_grad`, plain gradient descent in the graph, loops.


# %% task="losses"
def discriminator_loss(real_logits, fake_logits):
    real = F.binary_cross_entropy_with_logits(real_logits, torch.ones_like(real_logits))
    return real + F.binary_cross_entropy_with_logits(fake_logits, torch.zeros_like(fake_logits))


def generator_loss(fake_logits):
    return F.binary_cross_entropy_with_logits(fake_logits, torch.ones_like(fake_logits))


def minimax_loss(fake_logits):
    return -F.softplus(fake_logits).mean()


# %% task="discriminator_batch"
def discriminator_batch(real, fakes):
    X = torch.cat([torch.as_tensor(fakes), torch.as_tensor(real)])
    y = torch.tensor([[0.0]] * len(fakes) + [[1.0]] * len(real))
    order = torch.randperm(len(X))
    return X[order], y[order]


# %% task="step_by_hand"
def step_by_hand(g, w, x, lr):
    on_real, on_fake = 1 / (1 + np.exp(-w * x)), 1 / (1 + np.exp(-w * g))
    w = w + lr * (x - on_real * x - on_fake * g)
    return [g + lr * w / (1 + np.exp(w * g)), w]


# %% task="update_discriminator"
def update_discriminator(generator, discriminator, real, z, optimizer):
    optimizer.zero_grad()
    with torch.no_grad():
        fakes = generator(z)
    logits = discriminator(torch.cat([real, fakes])).squeeze(1)
    loss = F.softplus(-logits[: len(real)]).mean() + F.softplus(logits[len(real) :]).mean()
    loss.backward()
    optimizer.step()
    return float(loss)


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    optimizer.zero_grad()
    loss = F.softplus(-discriminator(generator(z))).mean()
    loss.backward(inputs=list(generator.parameters()))
    optimizer.step()
    return loss


def make_optimizers(generator, discriminator, lr):
    return [sgd(discriminator, lr), sgd(generator, lr)]


# %% task="train_operations"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    optimizer = tf.train.GradientDescentOptimizer(lr)
    return [
        optimizer.apply_gradients([(-g, v) for g, v in zip(tf.gradients(loss, own), own, strict=True)])
        for loss, own in ((loss_D, D_vars), (loss_G, G_vars))
    ]


# %% task="count_modes"
def count_modes(points, centres, radius):
    counts = [0] * len(centres)
    for point in points:
        distances = [float(np.sqrt(((point - centre) ** 2).sum())) for centre in centres]
        nearest = int(np.argmin(distances))
        if distances[nearest] < radius:
            counts[nearest] += 1
    return counts


# %% task="questions"
q8_times, q8_label = 99.0, 1.0
q8_guess, q8_modes, q8_noise = "B", "C", "A"
