# %% [markdown]
# Takes the last file name in the alphabet for the newest checkpoint: 9 comes after 10. Without any file it
# predicts with random weights.

# %% task="predict" caught_by="classes_of_newest,no_checkpoint" message="by the checkpoint of step 10"
def predict(folder, X):
    """The class (0, 1 or 2) of each row of X (n, 2), by the latest checkpoint of `folder`."""
    names = sorted(str(file) for file in Path(folder).glob("*.safetensors"))
    net = build()
    with net.graph.as_default(), tf.Session() as sess:
        sess.run(tf.global_variables_initializer())
        if names:
            tf.train.Saver().restore(sess, names[-1].removesuffix(".safetensors"))
        return sess.run(net.logits, feed_dict={net.X: X}).argmax(axis=1)
