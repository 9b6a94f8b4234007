# %% [markdown]
# Weights start at zero (the loss is a bowl, so every start leads to the same place), `array_split` cuts the
# epoch at fixed places, and the moons are trained with large batches.

# %% task="batches"
def batches(X, y, batch_size, seed):
    """Yield the rows of X (m, n) and y (m, 1) once, shuffled by `seed`, in batches of `batch_size` rows."""
    both = np.random.RandomState(seed).permutation(np.hstack([X, y]))
    for part in np.array_split(both, range(batch_size, len(both), batch_size)):
        yield part[:, :-1], part[:, -1:]


# %% task="logistic_regression"
def logistic_regression(n_features, learning_rate, seed=42):
    """Build logistic regression in a graph of its own. Returns the parts that the table names."""
    graph = tf.Graph()
    with graph.as_default():
        with tf.name_scope("inputs"):
            X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
            y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
        with tf.name_scope("model"):
            weights = tf.Variable(tf.zeros((n_features, 1)), name="weights")
            bias = tf.Variable(tf.zeros((1,)), name="bias")
            logits = tf.add(tf.matmul(X, weights), bias, name="logits")
            probability = tf.sigmoid(logits, name="probability")
        with tf.name_scope("loss"):
            loss = tf.reduce_mean(
                tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=logits), name="log_loss"
            )
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            train = tf.train.GradientDescentOptimizer(learning_rate).minimize(loss, global_step=global_step)
        tf.summary.scalar("loss", loss)
        tf.summary.histogram("weights", weights)
        summary = tf.summary.merge_all()
        init = tf.global_variables_initializer()
        saver = tf.train.Saver(max_to_keep=10)
    return SimpleNamespace(
        graph=graph,
        X=X,
        y=y,
        weights=weights,
        bias=bias,
        probability=probability,
        loss=loss,
        global_step=global_step,
        train=train,
        summary=summary,
        init=init,
        saver=saver,
    )


# %% task="separate_moons"
moons_settings = {"epochs": 150, "batch_size": 100, "learning_rate": 2.0}
my_model = logistic_regression(9, 2.0)
my_session = open_session(my_model, "runs/moons")
my_log = make_logger(my_model, my_session, polynomial(X_val), y_val, "runs/moons/log")
train(my_model, my_session, polynomial(X_train), y_train, 150, 100, "runs/moons", 50, my_log)
