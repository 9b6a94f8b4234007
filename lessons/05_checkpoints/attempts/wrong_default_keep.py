# %% [markdown]
# Forgets both arguments about checkpoints: how many to keep, and the step for the file's name.

# %% task="add_training" caught_by="keeps_the_last,first_run,undisturbed" message="the checkpoints in the folder"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        net.global_step = tf.Variable(0, trainable=False, name="global_step")
        net.train = tf.train.AdamOptimizer(learning_rate).minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
        net.saver = tf.train.Saver()
    return net


# %% task="continue_training"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    with tf.Session(graph=net.graph) as sess:
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        else:
            sess.run(net.init)
        for _ in range(steps):
            sess.run(net.train, feed_dict={net.X: X, net.Y: Y})
        net.saver.save(sess, f"{folder}/dnn.ckpt")
        return int(sess.run(net.global_step)), float(sess.run(net.cost, feed_dict={net.X: X, net.Y: Y}))
