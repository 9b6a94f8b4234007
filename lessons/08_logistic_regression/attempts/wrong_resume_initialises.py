# %% [markdown]
# After the restore, the initialiser runs and throws the restored values away.

# %% task="open_session" caught_by="resume" message="the global step after the power cut"
def open_session(model, folder):
    """A session that goes on from the latest checkpoint in `folder`, or starts anew when there is none."""
    sess = tf.Session(graph=model.graph)
    checkpoint = tf.train.latest_checkpoint(folder)
    if checkpoint:
        model.saver.restore(sess, checkpoint)
    sess.run(model.init)
    return sess
