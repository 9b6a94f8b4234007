# %% [markdown]
# Everything by formula: the loss from softplus, the gradient from the chain rule, the update
# with `assign_sub`. The rows are a shuffled list, and precision and recall are counted in a loop.

# %% task="batches"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    rows = list(range(len(X)))
    np.random.default_rng(seed).shuffle(rows)
    while rows:
        batch, rows = rows[:batch_size], rows[batch_size:]
        yield X[batch], y[batch]


# %% task="logistic_regression"
def logistic_regression(n_features, learning_rate, seed=42):
    """Build logistic regression in a graph of its own. Returns the parts that the table names."""
    parts = SimpleNamespace(graph=tf.Graph())
    with parts.graph.as_default():
        with tf.name_scope("inputs"):
            X = tf.placeholder(tf.float32, [None, n_features], name="features")
            y = tf.placeholder(tf.float32, [None, 1], name="labels")
        with tf.name_scope("model"):
            w = tf.Variable(tf.zeros([n_features, 1]), name="weights")
            b = tf.Variable(tf.zeros([1]), name="bias")
            z = tf.matmul(X, w) + b
            p = 1.0 / (1.0 + tf.exp(-z))
        with tf.name_scope("loss"):
            loss = tf.reduce_mean(tf.nn.softplus(z) - y * z)
            tf.summary.scalar("training_loss", loss)
        with tf.name_scope("train"):
            step = tf.Variable(0, trainable=False, name="global_step")
            rows = tf.cast(tf.shape(X)[0], tf.float32)
            error = (p - y) / rows
            updates = [
                tf.assign_sub(w, learning_rate * tf.matmul(tf.transpose(X), error)),
                tf.assign_sub(b, learning_rate * tf.reduce_sum(error, axis=0)),
                tf.assign_add(step, 1),
            ]
            train = tf.group(*updates)
        parts.X, parts.y, parts.weights, parts.bias, parts.probability = X, y, w, b, p
        parts.loss, parts.train, parts.global_step = loss, train, step
        parts.summary = tf.summary.merge_all()
        parts.init = tf.global_variables_initializer()
        parts.saver = tf.train.Saver(tf.global_variables())
    return parts


# %% task="precision_recall"
def precision_recall(y_true, score, threshold=0.5):
    """Precision and recall of `score >= threshold` as floats. y_true and score have the same shape."""
    count = {(True, True): 0, (True, False): 0, (False, True): 0, (False, False): 0}
    for truth, value in zip(np.ravel(y_true), np.ravel(score), strict=True):
        count[bool(truth == 1), bool(value >= threshold)] += 1
    found, missed, false_alarms = count[True, True], count[True, False], count[False, True]
    precision = found / (found + false_alarms) if found + false_alarms else 0.0
    recall = found / (found + missed) if found + missed else 0.0
    return precision, recall
