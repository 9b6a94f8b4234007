# %% [markdown]
# Takes the largest logit of each column instead of each row.

# %% task="predict" caught_by="classes_of_newest,only_reads,no_checkpoint" message="the classes by the checkpoint of step 10"
def predict(folder, X):
    """The class (0, 1 or 2) of each row of X (n, 2), by the latest checkpoint of `folder`."""
    latest = tf.train.latest_checkpoint(folder)
    if latest is None:
        raise FileNotFoundError(f"there is no checkpoint in {folder}: train first")
    net = build()
    with net.graph.as_default(), tf.Session() as sess:
        tf.train.Saver().restore(sess, latest)
        return sess.run(net.logits, feed_dict={net.X: X}).argmax(axis=0)
