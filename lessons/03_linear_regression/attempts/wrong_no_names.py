# %% [markdown]
# The nodes get names by themselves, such as Placeholder and Variable.

# %% task="line_graph" caught_by="graph_names" message="the name of X"
def line_graph(learning_rate):
    """The graph of a line that learns. Returns its parts."""
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 1))
        Y = tf.placeholder(tf.float32, shape=(None, 1))
        W = tf.Variable(tf.random_uniform([1], -1.0, 1.0, seed=1))
        b = tf.Variable(tf.random_uniform([1], -1.0, 1.0, seed=2))
        hypothesis = tf.add(W * X, b)
        cost = tf.reduce_mean(tf.square(hypothesis - Y))
        train = tf.train.GradientDescentOptimizer(learning_rate).minimize(cost)
        init = tf.global_variables_initializer()
    return SimpleNamespace(
        graph=graph, X=X, Y=Y, W=W, b=b, hypothesis=hypothesis, cost=cost, train=train, init=init
    )
