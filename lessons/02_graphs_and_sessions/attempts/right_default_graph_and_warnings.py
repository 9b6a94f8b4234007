# %% [markdown]
# Right, but untidy: helper functions and extra keys-free detours, the default graph where the task allows
# it, prints and warnings on the way.

# %% task="polynomial_graph"
import warnings


def term(x, y):
    return tf.pow(x, 2) * y


def polynomial_graph(x_value, y_value):
    warnings.warn("building", stacklevel=1)
    graph = tf.Graph()
    with graph.as_default():
        x, y = tf.Variable(x_value, name="x"), tf.Variable(y_value, name="y")
    with graph.as_default():
        f = tf.constant(2) + y + term(x, y)
    print("a graph with", len(graph.operations), "nodes")
    return {"f": f, "y": y, "x": x, "graph": graph}


# %% task="sample_summary"
def sample_summary(n):
    tf.reset_default_graph()
    numbers = tf.random_uniform((n,))
    sess = tf.Session()
    values = sess.run(numbers)
    sess.close()
    return {"numbers": values, "mean": values.mean(), "largest": values.max()}


# %% task="counter_graph"
def counter_graph(start):
    graph = tf.Graph()
    with graph.as_default():
        count = tf.Variable(start, name="count")
        with tf.control_dependencies([count.assign_add(1)]):
            tick = count.read_value()
    return {"graph": graph, "count": count, "tick": tick}


# %% task="work"
def work(times):
    with shared_graph.as_default(), tf.Session() as sess:
        shared_w.initializer.run()
        values = [0] + [sess.run(add_one) for _ in range(times)]
    return values[-1]
