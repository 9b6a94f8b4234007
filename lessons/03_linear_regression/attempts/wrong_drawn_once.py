# %% [markdown]
# NumPy draws the starts, once: for the graph they are constants, the same whenever it is initialised.

# %% task="line_graph" caught_by="graph_names" message="does not start with a random number"
def line_graph(learning_rate):
    """The graph of a line that learns. Returns its parts."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 1), name="X")
        Y = tf.placeholder(tf.float32, shape=(None, 1), name="Y")
        W = tf.Variable(np.random.uniform(-1, 1, 1).astype(np.float32), name="W")
        b = tf.Variable(np.random.uniform(-1, 1, 1).astype(np.float32), name="b")
        hypothesis = tf.add(W * X, b, name="hypothesis")
        cost = tf.reduce_mean(tf.square(hypothesis - Y), name="cost")
        train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)
        init = tf.global_variables_initializer()
    return SimpleNamespace(
        graph=graph, X=X, Y=Y, W=W, b=b, hypothesis=hypothesis, cost=cost, train=train, init=init
    )
