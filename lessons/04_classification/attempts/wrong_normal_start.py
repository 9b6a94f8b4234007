# %% [markdown]
# Weights from the normal distribution, some of them beyond -1 and 1.

# %% task="hidden_network" caught_by="network_start" message="at the start of the first weights"
def hidden_network(hidden, learning_rate=0.01, seed=1):
    """A network 2 - hidden - 3 in a graph of its own. Returns the dictionary that the table describes."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 2))
        Y = tf.placeholder(tf.float32, shape=(None, 3))
        W1 = tf.Variable(tf.random_normal((2, hidden), seed=seed))
        b1 = tf.Variable(tf.zeros((hidden,)))
        W2 = tf.Variable(tf.random_normal((hidden, 3), seed=seed + 1))
        b2 = tf.Variable(tf.zeros((3,)))
        scores = tf.matmul(tf.nn.relu(tf.matmul(X, W1) + b1), W2) + b2
        cost = tf.reduce_mean(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
        is_right = tf.equal(tf.argmax(scores, axis=1), tf.argmax(Y, axis=1))
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
