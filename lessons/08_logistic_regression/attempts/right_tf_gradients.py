# %% [markdown]
# The loss in its stable form, `tf.gradients` and `apply_gradients` in place of `minimize`, one seed for the
# whole graph. The training is a `while` loop, and `get_checkpoint_state` finds the checkpoint.

# %% task="logistic_regression"
def logistic_regression(n_features, learning_rate, seed=42):
    """Build logistic regression in a graph of its own. Returns the parts that the table names."""
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        with tf.name_scope("inputs"):
            X = tf.placeholder(tf.float32, shape=(None, n_features), name="rows")
            y = tf.placeholder(tf.float32, shape=(None, 1), name="classes")
        with tf.name_scope("model"):
            bias = tf.Variable([0.0], name="bias")
            weights = tf.Variable(tf.truncated_normal((n_features, 1), stddev=0.1), name="weights")
            score = tf.matmul(X, weights) + bias
            probability = tf.nn.sigmoid(score)
        with tf.name_scope("loss"):
            size = tf.maximum(score, -score)
            losses = tf.maximum(score, 0.0) - y * score + tf.log(1.0 + tf.exp(-size))
            loss = tf.reduce_mean(losses)
        with tf.name_scope("train"):
            global_step = tf.Variable(0, trainable=False, name="global_step")
            optimizer = tf.train.GradientDescentOptimizer(learning_rate=learning_rate)
            slopes = tf.gradients(loss, [weights, bias])
            train = optimizer.apply_gradients(
                list(zip(slopes, [weights, bias], strict=True)), global_step=global_step
            )
        with tf.name_scope("watch"):
            summary = tf.summary.merge([tf.summary.scalar("log_loss", loss)])
        init = tf.global_variables_initializer()
        saver = tf.train.Saver([weights, bias, global_step], max_to_keep=100)
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


# %% task="train"
def train(model, sess, X, y, epochs, batch_size, folder, save_every=5, on_epoch=None):
    """Train until `epochs` epochs are done in total; save checkpoints in `folder`."""
    steps_per_epoch = -(-len(X) // batch_size)
    while sess.run(model.global_step) < epochs * steps_per_epoch:
        epoch = int(sess.run(model.global_step)) // steps_per_epoch
        for X_batch, y_batch in batches(X, y, batch_size, epoch):
            model.train.run({model.X: X_batch, model.y: y_batch}, session=sess)
        done = epoch + 1
        if not done % save_every:
            model.saver.save(sess, folder + "/moons.ckpt", global_step=done * steps_per_epoch)
        if on_epoch is not None:
            on_epoch(done)
    model.saver.save(sess, folder + "/final.ckpt")


# %% task="open_session"
def open_session(model, folder):
    """A session that goes on from the latest checkpoint in `folder`, or starts anew when there is none."""
    sess = tf.Session(graph=model.graph)
    state = tf.train.get_checkpoint_state(folder)
    sess.run(model.init)
    if state and tf.train.checkpoint_exists(state.model_checkpoint_path):
        model.saver.restore(sess, state.model_checkpoint_path)
    return sess


# %% task="make_logger"
def make_logger(model, sess, X, y, folder):
    """A function for `on_epoch` that writes the model's summaries of X and y to event files in `folder`."""
    writer = tf.summary.FileWriter(folder)
    writer.add_graph(model.graph)

    def log(epochs_done):
        step = model.global_step.eval(session=sess)
        writer.add_summary(model.summary.eval({model.X: X, model.y: y}, session=sess), step)
        writer.flush()

    return log


# %% task="compare"
def compare(settings, X, y, X_val, y_val, epochs):
    """Validation loss after each epoch for each setting, and the index of the best setting."""

    def curve(learning_rate, batch_size):
        model = logistic_regression(X.shape[1], learning_rate)
        sess = tf.Session(graph=model.graph)
        sess.run(model.init)
        for epoch in range(epochs):
            for X_batch, y_batch in batches(X, y, batch_size, epoch):
                sess.run(model.train, {model.X: X_batch, model.y: y_batch})
            yield sess.run(model.loss, {model.X: X_val, model.y: y_val})
        sess.close()

    curves = [list(curve(**setting)) for setting in settings]
    best = min(range(len(curves)), key=lambda index: curves[index][-1])
    return {"curves": curves, "best": best}
