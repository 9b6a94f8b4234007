# %% [markdown]
# X and y are shuffled in two different orders.

# %% task="train_in_batches" caught_by="one_batch,all_steps,learns,housing_fit" message="theta with all rows"
def train_in_batches(X, y, learning_rate, batch_size, num_epochs, seed):
    """Gradient descent in mini-batches. Returns theta (n, 1)."""
    rng = np.random.default_rng(seed)
    with tf.Graph().as_default(), tf.Session() as sess:
        X_batch = tf.placeholder(tf.float32, shape=(None, X.shape[1]), name="X")
        y_batch = tf.placeholder(tf.float32, shape=(None, 1), name="y")
        theta = tf.Variable(tf.zeros((X.shape[1], 1)), name="theta")
        mse = tf.reduce_mean(tf.square(tf.matmul(X_batch, theta) - y_batch))
        step = tf.train.GradientDescentOptimizer(learning_rate).minimize(mse)
        sess.run(tf.global_variables_initializer())
        for _ in range(num_epochs):
            X_mixed, y_mixed = rng.permutation(X), rng.permutation(y)
            for start in range(0, len(X), batch_size):
                rows = slice(start, start + batch_size)
                sess.run(step, feed_dict={X_batch: X_mixed[rows], y_batch: y_mixed[rows]})
        return sess.run(theta)
