# %% [markdown]
# Leaves out the rows that do not fill a batch of five.

# %% task="continue_training" caught_by="undisturbed" message="after 15 steps"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    whole = len(X) // 5 * 5
    with tf.Session(graph=net.graph) as sess:
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        else:
            sess.run(net.init)
        for _ in range(steps):
            sess.run(net.train, feed_dict={net.X: X[:whole], net.Y: Y[:whole]})
        net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
        return int(sess.run(net.global_step)), float(sess.run(net.cost, feed_dict={net.X: X, net.Y: Y}))
