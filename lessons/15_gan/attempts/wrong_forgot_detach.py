# %% [markdown]
# The fakes are not detached, so that the loss of the discriminator leaves gradients in the generator.
# By hand, the inner derivative of the fake term is missing. Each point counts for its nearest centre,
# however far it is.


# %% task="update_discriminator" caught_by="by_hand,d_step_alone,modes" message="the new w for"
def update_discriminator(generator, discriminator, real, z, optimizer):
    fakes = generator(z)
    loss = discriminator_loss(discriminator(real)[:, 0], discriminator(fakes)[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


# %% task="count_modes"
def count_modes(points, centres, radius):
    distance = np.linalg.norm(points[:, None] - centres, axis=2)
    return np.bincount(distance.argmin(axis=1), minlength=len(centres))


# %% task="step_by_hand"
def step_by_hand(g, w, x, lr):
    def sigmoid(s):
        return 1 / (1 + math.exp(-s))

    w = w + lr * ((1 - sigmoid(w * x)) * x - sigmoid(w * g))
    return g + lr * (1 - sigmoid(w * g)) * w, w
