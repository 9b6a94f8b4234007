# %% [markdown]
# Makes the global step, but does not give it to `minimize`: it stays 0.

# %% task="add_training" caught_by="step_counts,complete,first_run,second_run,undisturbed" message="step after 3 steps"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        net.global_step = tf.Variable(0, trainable=False, name="global_step")
        net.train = tf.train.AdamOptimizer(learning_rate).minimize(net.cost)
        net.init = tf.global_variables_initializer()
        net.saver = tf.train.Saver(max_to_keep=keep)
    return net
