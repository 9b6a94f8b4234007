# %% [markdown]
# Each epoch has the same order of the rows.


# %% task="compare" caught_by="compare_curves" message="the curve of learning rate 2 with"
def compare(settings, X, y, X_val, y_val, epochs):
    """Validation loss after each epoch for each setting, and the index of the best setting."""
    curves = []
    for setting in settings:
        model = logistic_regression(X.shape[1], setting["learning_rate"])
        curve = []
        with tf.Session(graph=model.graph) as sess:
            sess.run(model.init)
            for _ in range(epochs):
                for X_batch, y_batch in batches(X, y, setting["batch_size"], seed=0):
                    sess.run(model.train, feed_dict={model.X: X_batch, model.y: y_batch})
                curve.append(float(sess.run(model.loss, feed_dict={model.X: X_val, model.y: y_val})))
        curves.append(curve)
    return {"curves": curves, "best": int(np.argmin([curve[-1] for curve in curves]))}
