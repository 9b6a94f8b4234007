# %% [markdown]
# ReLU on the output layer, too, as in the chapter's first network. The answers about it blame the single layer.

# %% task="hidden_network" caught_by="network_scores,stuck_choices,stuck_numbers" message="ReLU behind the hidden layer"
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
        scores = tf.nn.relu(tf.matmul(tf.nn.relu(tf.matmul(X, W1) + b1), W2) + b2)
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


# %% task="stuck"
q7_reason = "a"
q7_repair = "c"
q7_tie = 1 / 3
q7_no_idea = 1.1
