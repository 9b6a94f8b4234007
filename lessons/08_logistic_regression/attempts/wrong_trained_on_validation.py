# %% [markdown]
# All rows are used for the training, also those that should judge it: the judge has seen the answers.

# %% task="compare" caught_by="compare_curves" message="all validation labels are wrong"
def compare(settings, X, y, X_val, y_val, epochs):
    """Validation loss after each epoch for each setting, and the index of the best setting."""
    curves = []
    X, y = np.vstack([X, X_val]), np.vstack([y, y_val])
    for setting in settings:
        model = logistic_regression(X.shape[1], setting["learning_rate"])
        curve = []
        with tf.Session(graph=model.graph) as sess:
            sess.run(model.init)
            for epoch in range(epochs):
                for X_batch, y_batch in batches(X, y, setting["batch_size"], seed=epoch):
                    sess.run(model.train, feed_dict={model.X: X_batch, model.y: y_batch})
                curve.append(float(sess.run(model.loss, feed_dict={model.X: X_val, model.y: y_val})))
        curves.append(curve)
    return {"curves": curves, "best": int(np.argmin([curve[-1] for curve in curves]))}
