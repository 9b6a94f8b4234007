# %% [markdown]
# Makes the saver before the global step and the optimizer, so that it knows only the weights and biases.

# %% task="add_training" caught_by="complete,first_run,second_run,undisturbed" message="does not hold global_step"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        net.saver = tf.train.Saver(max_to_keep=keep)
        net.global_step = tf.Variable(0, trainable=False, name="global_step")
        net.train = tf.train.AdamOptimizer(learning_rate).minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
    return net
