# %% [markdown]
# Restores the checkpoint, and then runs the initializer, which throws the restored values away.

# %% task="continue_training" caught_by="second_run,undisturbed" message="the global step of the second run"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    with tf.Session(graph=net.graph) as sess:
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        sess.run(net.init)
        for _ in range(steps):
            sess.run(net.train, feed_dict={net.X: X, net.Y: Y})
        net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
        return int(sess.run(net.global_step)), float(sess.run(net.cost, feed_dict={net.X: X, net.Y: Y}))
