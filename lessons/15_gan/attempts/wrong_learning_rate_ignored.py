# %% [markdown]
# The learning rate that is given is not handed on: neither to the optimizers of PyTorch nor to those of the graph.


# %% task="update_generator" caught_by="optimizers,graph_own" message="optimizer with lr 0.2"
def update_generator(generator, discriminator, z, optimizer):
    loss = generator_loss(discriminator(generator(z))[:, 0])
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()


def make_optimizers(generator, discriminator, lr):
    return torch.optim.Adam(discriminator.parameters()), torch.optim.Adam(generator.parameters())


# %% task="train_operations"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    optimizer = tf.train.AdamOptimizer()
    return optimizer.minimize(-loss_D, var_list=D_vars), optimizer.minimize(-loss_G, var_list=G_vars)
