# %% [markdown]
# The cost is the sum of the losses, so a step grows with the number of examples.

# %% task="line_graph" caught_by="graph_cost,graph_train" message="the cost of 4 examples"
def line_graph(learning_rate):
    """The graph of a line that learns. Returns its parts."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 1), name="X")
        Y = tf.placeholder(tf.float32, shape=(None, 1), name="Y")
        W = tf.Variable(tf.random_uniform([1], -1.0, 1.0, seed=1), name="W")
        b = tf.Variable(tf.random_uniform([1], -1.0, 1.0, seed=2), name="b")
        hypothesis = tf.add(W * X, b, name="hypothesis")
        cost = tf.reduce_sum(tf.square(hypothesis - Y), name="cost")
        train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)
        init = tf.global_variables_initializer()
    return SimpleNamespace(
        graph=graph, X=X, Y=Y, W=W, b=b, hypothesis=hypothesis, cost=cost, train=train, init=init
    )
