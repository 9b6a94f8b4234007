# %% [markdown]
# The cross-entropy gets probabilities where it expects logits, so the sigmoid is applied twice.

# %% task="logistic_regression" caught_by="loss_value,train_step,compare_curves" message="the loss (features of size 1)"
def logistic_regression(n_features, learning_rate, seed=42):
    """Build logistic regression in a graph of its own. Returns the parts that the table names."""
    graph = tf.Graph()
    with graph.as_default():
        with tf.name_scope("inputs"):
            X = tf.placeholder(tf.float32, shape=(None, n_features), name="X")
            y = tf.placeholder(tf.float32, shape=(None, 1), name="y")
        with tf.name_scope("model"):
            weights = tf.Variable(tf.random_uniform((n_features, 1), -0.1, 0.1, seed=seed), name="weights")
            bias = tf.Variable(tf.zeros((1,)), name="bias")
            logits = tf.add(tf.matmul(X, weights), bias, name="logits")
            probability = tf.sigmoid(logits, name="probability")
        with tf.name_scope("loss"):
            loss = tf.reduce_mean(
                tf.nn.sigmoid_cross_entropy_with_logits(labels=y, logits=probability), name="log_loss"
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
