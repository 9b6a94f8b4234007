# %% [markdown]
# The losses are sums in place of means, and the graph's losses are minimised and not maximised.


# %% task="losses" caught_by="loss_d,loss_g,loss_minimax,loss_safe,d_step,g_step,graph_direction" message="of 3 real"
def discriminator_loss(real_logits, fake_logits):
    return F.softplus(-real_logits).sum() + F.softplus(fake_logits).sum()


def generator_loss(fake_logits):
    return F.softplus(-fake_logits).sum()


def minimax_loss(fake_logits):
    return -F.softplus(fake_logits).sum()


# %% task="train_operations"
def train_operations(loss_D, loss_G, D_vars, G_vars, lr):
    train_D = tf.train.AdamOptimizer(lr).minimize(loss_D, var_list=D_vars)
    return train_D, tf.train.AdamOptimizer(lr).minimize(loss_G, var_list=G_vars)
