# %% [markdown]
# The graph's optimizers get no list of variables. The optimizers in PyTorch are swapped.
# A point counts for each centre within the radius. Fakes keep the label 0 in both halves of a step,
# and a low loss counts as a success.


# %% task="train_operations" caught_by="optimizers,graph_own,modes,question_numbers,question_choices" message="changed"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    train_D = tf.train.AdamOptimizer(lr).minimize(-loss_D)
    train_G = tf.train.AdamOptimizer(lr).minimize(-loss_G)
    return train_D, train_G


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    loss = generator_loss(discriminator(generator(z))[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def make_optimizers(generator, discriminator, lr):
    return torch.optim.Adam(generator.parameters(), lr=lr), torch.optim.Adam(
        discriminator.parameters(), lr=lr
    )


# %% task="count_modes"
def count_modes(points, centres, radius):
    return (np.linalg.norm(points[:, None] - centres, axis=2) <= radius).sum(axis=0)


# %% task="questions"
q8_times, q8_label = 99, 0
q8_guess, q8_modes, q8_noise = "b", "a", "a"
