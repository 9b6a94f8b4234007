# %% [markdown]
# Makes one step too many in each run.

# %% task="continue_training" caught_by="first_run,second_run,undisturbed" message="the global step of the first run"
def continue_training(folder, X, Y, steps):
    net = add_training(build(), 0.01)
    with tf.Session(graph=net.graph) as sess:
        latest = tf.train.latest_checkpoint(folder)
        if latest:
            net.saver.restore(sess, latest)
        else:
            sess.run(net.init)
        for _ in range(steps + 1):
            sess.run(net.train, feed_dict={net.X: X, net.Y: Y})
        net.saver.save(sess, f"{folder}/dnn.ckpt", global_step=net.global_step)
        return int(sess.run(net.global_step)), float(sess.run(net.cost, feed_dict={net.X: X, net.Y: Y}))
