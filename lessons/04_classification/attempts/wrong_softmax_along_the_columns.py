# %% [markdown]
# Softmax along axis 0, so that the examples share one probability; the network's accuracy looks along axis 0, too.

# %% task="softmax" caught_by="softmax_values,softmax_large,network_accuracy" message="each row has the sum 1"
def softmax(z):
    powers = np.exp(z - z.max(axis=0))
    return powers / powers.sum(axis=0)


# %% task="hidden_network"
def hidden_network(hidden, learning_rate=0.01, seed=1):
    """A network 2 - hidden - 3 in a graph of its own. Returns the dictionary that the table describes."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 2))
        Y = tf.placeholder(tf.float32, shape=(None, 3))
        W1 = tf.Variable(tf.random_uniform((2, hidden), -1.0, 1.0, seed=seed))
        b1 = tf.Variable(tf.zeros((hidden,)))
        W2 = tf.Variable(tf.random_uniform((hidden, 3), -1.0, 1.0, seed=seed + 1))
        b2 = tf.Variable(tf.zeros((3,)))
        scores = tf.matmul(tf.nn.relu(tf.matmul(X, W1) + b1), W2) + b2
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
        is_right = tf.equal(tf.argmax(scores), tf.argmax(Y))
        accuracy = tf.reduce_mean(tf.cast(is_right, tf.float32))
        train = tf.train.AdamOptimizer(learning_rate).minimize(cost)
        init = tf.global_variables_initializer()
    return {
        "graph": graph,
        "X": X,
        "Y": Y,
        "weights": [W1, b1, W2, b2],
        "scores": scores,
        "cost": cost,
        "accuracy": accuracy,
        "train": train,
        "init": init,
    }
