# %% [markdown]
# Returns the cost that the last step began with: it is fetched together with that step.

# %% task="continue_training" caught_by="first_run" message="the cost of the first run"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    with tf.Session(graph=net.graph) as sess:
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        else:
            sess.run(net.init)
        for _ in range(steps):
            _, cost = sess.run([net.train, net.cost], feed_dict={net.X: X, net.Y: Y})
        net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
        return int(sess.run(net.global_step)), float(cost)
