# %% [markdown]
# Lists and arrays where the solution has generators, tuples and lists.


# %% task="batches"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    order = np.random.default_rng(seed).permutation(len(X))
    pairs = []
    for start in range(0, len(X), batch_size):
        rows = order[start : start + batch_size]
        pairs.append((X[rows], y[rows]))
    return pairs


# %% task="precision_recall"
def precision_recall(y_true, score, threshold=0.5):
    """Precision and recall of `score >= threshold` as floats. y_true and score have the same shape."""
    called = score >= threshold
    positive = y_true == 1
    true_positives = np.sum(called & positive)
    precision = true_positives / called.sum() if called.any() else 0.0
    recall = true_positives / positive.sum() if positive.any() else 0.0
    return np.array([precision, recall])


# %% task="compare"
def compare(settings, X, y, X_val, y_val, epochs):
    """Validation loss after each epoch for each setting, and the index of the best setting."""
    curves = []
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
    curves = np.array(curves)
    return {"curves": curves, "best": curves[:, -1].argmin()}
