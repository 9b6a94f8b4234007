# %% [markdown]
# From the checkpoint comes only the number of the step; the weights start anew.


# %% task="open_session" caught_by="resume" message="the final value of weights"
def open_session(model, folder):
    """A session that goes on from the latest checkpoint in `folder`, or starts anew when there is none."""
    sess = tf.Session(graph=model.graph)
    checkpoint = tf.train.latest_checkpoint(folder)
    if checkpoint:
        model.saver.restore(sess, checkpoint)
        step = sess.run(model.global_step)
        sess.run(model.init)
        model.global_step.load(step, sess)
    else:
        sess.run(model.init)
    return sess
