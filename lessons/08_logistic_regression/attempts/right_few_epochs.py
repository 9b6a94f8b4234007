# %% [markdown]
# One epoch in batches of one row is enough for the moons. The weights start in a normal distribution, the optimizer gets
# its gradients from `compute_gradients`, arrays of float64 go through the batches.


# %% task="batches"
def batches(X, y, batch_size, seed):
    both = np.hstack([X, y]).astype(np.float64)
    both = both[np.argsort(np.random.default_rng(seed).random(len(both)))]
    for part in np.split(both, range(batch_size, len(both), batch_size)):
        yield part[:, :-1], part[:, -1:]


# %% task="logistic_regression"
def logistic_regression(n_features, learning_rate, seed=42):
    graph = tf.Graph()
    with graph.as_default():
        with tf.name_scope("inputs"):
            X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
            y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
        with tf.name_scope("model"):
            weights = tf.Variable(tf.random_normal((n_features, 1), stddev=0.01, seed=seed), name="weights")
            bias = tf.Variable(np.zeros(1, dtype=np.float32), name="bias")
            z = tf.tensordot(X, weights, axes=1) + bias
            probability = 0.5 * (tf.tanh(z / 2) + 1)
        with tf.name_scope("loss"):
            loss = tf.reduce_mean(tf.maximum(z, 0) - z * y + tf.log1p(tf.exp(-tf.abs(z))))
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            optimizer = tf.train.GradientDescentOptimizer(learning_rate)
            train = optimizer.apply_gradients(optimizer.compute_gradients(loss), global_step=global_step)
        tf.summary.scalar("log_loss", loss)
        summary = tf.summary.merge_all()
        init = tf.global_variables_initializer()
        saver = tf.train.Saver(max_to_keep=100)
    parts = (X, y, weights, bias, probability, loss, global_step, train, summary, init, saver)
    names = "X y weights bias probability loss global_step train summary init saver"
    return SimpleNamespace(graph=graph, **dict(zip(names.split(), parts, strict=True)))


# %% task="separate_moons"
moons_settings = {"learning_rate": 1.0, "batch_size": 1, "epochs": 1}
moons_model = logistic_regression(9, moons_settings["learning_rate"])
with open_session(moons_model, "runs/moons") as moons_session:
    log = make_logger(moons_model, moons_session, polynomial(X_val), y_val, "runs/moons/log")
    places = moons_settings["epochs"], moons_settings["batch_size"], "runs/moons"
    train(moons_model, moons_session, polynomial(X_train), y_train, *places, on_epoch=log)


# %% task="precision_recall"
def precision_recall(y_true, score, threshold=0.5):
    y_true, called = np.asarray(y_true), np.where(score < threshold, 0, 1)
    hits = np.dot(y_true, called)
    return [hits / max(called.sum(), 1), hits / max(y_true.sum(), 1)]


# %% task="compare"
def compare(settings, X, y, X_val, y_val, epochs):
    found = {"curves": [], "best": None}
    for setting in settings:
        model = logistic_regression(X.shape[1], setting["learning_rate"])
        sess, curve = tf.Session(graph=model.graph), []
        sess.run(model.init)
        for epoch in range(epochs):
            for pair in batches(X, y, setting["batch_size"], epoch):
                sess.run(model.train, dict(zip((model.X, model.y), pair, strict=True)))
            w, b = sess.run([model.weights, model.bias])
            z = X_val.astype(np.float64) @ w + b
            curve.append(np.mean(np.logaddexp(0, z) - y_val * z))
        found["curves"].append(np.array(curve))
    found["best"] = int(np.argmin([curve[-1] for curve in found["curves"]]))
    return found
