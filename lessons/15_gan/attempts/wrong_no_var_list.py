# %% [markdown]
# The graph's optimizers get no list of variables. The optimizers in PyTorch are swapped.


# %% task="train_operations" caught_by="optimizers,graph_own" message="changed the"
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
