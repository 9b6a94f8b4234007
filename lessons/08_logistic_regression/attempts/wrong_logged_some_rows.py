# %% [markdown]
# The curve is that of the first ten rows.


# %% task="make_logger" caught_by="summaries,accuracy" message="the point of the curve"
def make_logger(model, sess, X, y, folder):
    """A function for `on_epoch` that writes the model's summaries of X and y to event files in `folder`."""
    writer = tf.summary.FileWriter(folder, model.graph)

    def log(epochs_done):
        feed_dict = {model.X: X[:10], model.y: y[:10]}
        summary, step = sess.run([model.summary, model.global_step], feed_dict=feed_dict)
        writer.add_summary(summary, global_step=step)
        writer.flush()

    return log
