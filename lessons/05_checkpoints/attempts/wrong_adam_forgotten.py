# %% [markdown]
# Saves the weights and the step, but not what Adam remembers, in the graph and in PyTorch. Initialising before
# restoring hides it.

# %% task="add_training" caught_by="complete,undisturbed,torch_resumes" message="weights of the next step"
def add_training(net, learning_rate, keep=3):
    """Add global_step, train, init and saver to the graph of `net`, and return `net`."""
    with net.graph.as_default():
        net.global_step = tf.Variable(0, trainable=False, name="global_step")
        net.train = tf.train.AdamOptimizer(learning_rate).minimize(net.cost, global_step=net.global_step)
        net.init = tf.global_variables_initializer()
        net.saver = tf.train.Saver([*tf.trainable_variables(), net.global_step], max_to_keep=keep)
    return net


# %% task="continue_training"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    with tf.Session(graph=net.graph) as sess:
        sess.run(net.init)
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        for _ in range(steps):
            sess.run(net.train, feed_dict={net.X: X, net.Y: Y})
        net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
        return int(sess.run(net.global_step)), float(sess.run(net.cost, feed_dict={net.X: X, net.Y: Y}))


# %% task="torch_checkpoint"
def save_training(file, model, optimizer, step):
    torch.save({"model": model.state_dict(), "step": step}, file)


def load_training(file, model, optimizer):
    saved = torch.load(file)
    model.load_state_dict(saved["model"])
    return saved["step"]
