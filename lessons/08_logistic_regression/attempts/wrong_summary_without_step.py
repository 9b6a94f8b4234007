# %% [markdown]
# The summaries are written without the global step: all points of the curve stand at one step.

# %% task="make_logger" caught_by="summaries" message="the list of the curve's steps"
def make_logger(model, sess, X, y, folder):
    """A function for `on_epoch` that writes the model's summaries of X and y to event files in `folder`."""
    writer = tf.summary.FileWriter(folder, model.graph)

    def log(epochs_done):
        feed_dict = {model.X: X, model.y: y}
        summary = sess.run(model.summary, feed_dict=feed_dict)
        writer.add_summary(summary)
        writer.flush()

    return log
