# %% [markdown]
# The losses of the rows are added, not averaged, in the function and in the graph.

# %% task="cross_entropy" caught_by="cross_entropy_value,cross_entropy_large,network_cost" message="with two rows"
def cross_entropy(z, y):
    z = z - z.max(axis=1, keepdims=True)
    return (np.log(np.exp(z).sum(axis=1)) - (y * z).sum(axis=1)).sum()


# %% task="deep_network"
def deep_network(hidden, learning_rate=0.01, seed=1):
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
        cost = tf.reduce_sum(tf.nn.softmax_cross_entropy_with_logits_v2(labels=Y, logits=scores))
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
