# %% [markdown]
# Optimizers with weight decay, which moves a weight whose gradient is tiny towards 0, and plain gradient ascent in the
# graph, whose steps are as short as the gradients.


# %% task="update_generator"
def update_generator(generator, discriminator, z, optimizer):
    optimizer.zero_grad()
    total = 0.0
    for row in z:
        loss = F.softplus(-discriminator(generator(row))).sum() / len(z)
        loss.backward()
        total += loss.item()
    optimizer.step()
    discriminator.zero_grad()
    return total


def make_optimizers(generator, discriminator, lr):
    first = torch.optim.SGD(discriminator.parameters(), lr=lr, weight_decay=0.01)
    return first, torch.optim.Adam(generator.parameters(), lr=lr, weight_decay=0.01)


# %% task="train_operations"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    optimizer = tf.train.GradientDescentOptimizer(learning_rate=lr)
    pairs = optimizer.compute_gradients(0 - loss_D, D_vars)
    slopes = tf.gradients(loss_G, G_vars)
    up = [tf.assign_add(variable, lr * slope) for variable, slope in zip(G_vars, slopes, strict=True)]
    return optimizer.apply_gradients(pairs), tf.group(*up)
