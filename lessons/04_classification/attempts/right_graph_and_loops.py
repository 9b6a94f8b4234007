# %% [markdown]
# The graph for softmax, for the cost and for the last classifier; loops in place of array operations;
# answers in capital letters and as text.

# %% task="bats"
bat_W = np.zeros((2, 3))
bat_W[0, 1], bat_W[1, 2] = 3.0, 2.0
bat_b = np.array([1, 0, 0])


# %% task="one_hot"
def one_hot(labels, num_classes):
    rows = []
    for label in labels:
        row = [0] * num_classes
        if label < 0 or label >= num_classes:
            raise ValueError("no such class")
        row[label] = 1
        rows.append(row)
    return rows


# %% task="axes"
q3_shapes = [[6, 3], [4], [6, 4, 1], []]
q3_max = np.array([4, 5])
q3_mean = (2, 3.5, 2)
q3_wrong_axis = 0.9 * 6 / 3


# %% task="softmax"
def softmax(z):
    with tf.Session(graph=tf.Graph()) as sess, sess.graph.as_default():
        return sess.run(tf.nn.softmax(tf.constant(z)))


# %% task="cross_entropy"
def cross_entropy(z, y):
    with tf.Session(graph=tf.Graph()) as sess, sess.graph.as_default():
        losses = tf.reduce_logsumexp(tf.constant(z), axis=1) - tf.reduce_sum(tf.constant(y * z), axis=1)
        return sess.run(tf.reduce_mean(losses))


# %% task="stuck"
q7_reason = "B"
q7_repair = ["a"]
q7_tie = 3 / 6
q7_no_idea = np.log(10)


# %% task="descend"
def descend(X, y, weights, learning_rate, num_steps):
    W1, b1, W2, b2 = (np.array(part, dtype=float) for part in weights)
    truth = np.eye(len(b2))[y]
    for _ in range(num_steps):
        h = np.maximum(X @ W1 + b1, 0)
        z = h @ W2 + b2
        p = np.exp(z - z.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        slope_z = (p - truth) / len(X)
        slope_h = slope_z @ W2.T * (h > 0)
        W1, b1 = W1 - learning_rate * X.T @ slope_h, b1 - learning_rate * slope_h.sum(axis=0)
        W2, b2 = W2 - learning_rate * h.T @ slope_z, b2 - learning_rate * slope_z.sum(axis=0)
    return W1, b1, W2, b2


# %% task="train_classifier"
def train_classifier(X, y, num_classes, hidden=32, seed=0):
    graph = tf.Graph()
    with graph.as_default():
        tf.set_random_seed(seed)
        rows = tf.placeholder(tf.float32, (None, X.shape[1]))
        labels = tf.placeholder(tf.int64, (None,))
        W1 = tf.Variable(tf.random_normal((X.shape[1], hidden)))
        b1 = tf.Variable(tf.random_normal((hidden,)))
        W2 = tf.Variable(tf.random_normal((hidden, num_classes)))
        b2 = tf.Variable(tf.zeros((num_classes,)))
        scores = tf.matmul(tf.nn.relu(tf.matmul(rows, W1) + b1), W2) + b2
        cost = tf.reduce_mean(tf.nn.sparse_softmax_cross_entropy_with_logits(labels=labels, logits=scores))
        step = tf.train.AdamOptimizer(0.05).minimize(cost)
        probabilities = tf.nn.softmax(scores)
        sess = tf.Session()
        sess.run(tf.global_variables_initializer())
    for _ in range(200):
        sess.run(step, {rows: X, labels: y})
    return lambda new_rows: sess.run(probabilities, {rows: new_rows})
