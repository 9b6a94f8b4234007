# %% [markdown]
# Right, but untidy: helper functions and detours, NumPy on what a run drew, prints and warnings on the way.

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
def sample_summary(numbers):
    sess = tf.Session(graph=numbers.graph)
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
def work(counter, times):
    with counter["graph"].as_default(), tf.Session() as sess:
        counter["count"].initializer.run()
        values = [sess.run(counter["count"])] + [sess.run(counter["tick"]) for _ in range(times)]
    return values[-1]
