# %% [markdown]
# Trains in batches of 5 rows and drops what does not fill a batch.

# %% task="continue_training" caught_by="undisturbed" message="after 15 steps"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    with tf.Session(graph=net.graph) as sess:
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        else:
            sess.run(net.init)
        for step in range(steps):
            start = 5 * (step % (len(X) // 5))
            sess.run(net.train, feed_dict={net.X: X[start : start + 5], net.Y: Y[start : start + 5]})
        net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
        return int(sess.run(net.global_step)), float(sess.run(net.cost, feed_dict={net.X: X, net.Y: Y}))
