# %% [markdown]
# Trains with a learning rate of its own, whatever was asked for.

# %% task="add_training" caught_by="step_counts" message="the largest move of each variable"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        net.global_step = tf.Variable(0, trainable=False, name="global_step")
        net.train = tf.train.AdamOptimizer(0.01).minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
        net.saver = tf.train.Saver(max_to_keep=keep)
    return net
