# %% [markdown]
# Gradients by `torch.autograd.grad`, set by hand; the generator's gradients are cleared after the discriminator's step.


# %% task="step_by_hand"
def step_by_hand(g, w, x, lr):
    sigmoid = torch.sigmoid
    g, w, x = (torch.tensor(float(number), dtype=torch.float64) for number in (g, w, x))
    w = w + lr * (sigmoid(-w * x) * x - sigmoid(w * g) * g)
    return g + lr * sigmoid(-w * g) * w, w


# %% task="update_discriminator"
def update_discriminator(generator, discriminator, real, z, optimizer):
    own = list(discriminator.parameters())
    loss = discriminator_loss(discriminator(real), discriminator(generator(z)))
    for parameter, slope in zip(own, torch.autograd.grad(loss, own), strict=True):
        parameter.grad = slope
    optimizer.step()
    return loss.detach().numpy()


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    discriminator.requires_grad_(False)
    loss = generator_loss(discriminator(generator(z)).flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    discriminator.requires_grad_(True)
    return loss.item()


def make_optimizers(generator, discriminator, lr):
    return torch.optim.RMSprop(discriminator.parameters(), lr), torch.optim.SGD(generator.parameters(), lr)


# %% task="train_operations"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    negative_D, negative_G = tf.negative(loss_D), tf.multiply(loss_G, -1.0)
    optimizer = tf.train.MomentumOptimizer(lr, 0.5)
    return optimizer.minimize(negative_D, var_list=D_vars), optimizer.minimize(negative_G, var_list=G_vars)


# %% task="count_modes"
def count_modes(points, centres, radius):
    distance, nearest = torch.cdist(torch.as_tensor(points), torch.as_tensor(centres)).min(dim=1)
    return torch.bincount(nearest[distance < radius], minlength=len(centres))
