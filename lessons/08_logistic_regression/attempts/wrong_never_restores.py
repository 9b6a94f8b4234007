# %% [markdown]
# The session never looks for a checkpoint, and always starts anew.


# %% task="open_session" caught_by="resume" message="the global step after the power cut"
def open_session(model, folder):
    """A session that goes on from the latest checkpoint in `folder`, or starts anew when there is none."""
    sess = tf.Session(graph=model.graph)
    sess.run(model.init)
    return sess
