# %% [markdown]
# Builds f from the Python numbers, so that f is a constant and does not follow the variables.

# %% task="polynomial_graph" caught_by="polynomial_value" message="Build f from the variables"
def polynomial_graph(x_value, y_value):
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(x_value, name="x")
        y = tf.Variable(y_value, name="y")
        f = tf.constant(x_value * x_value * y_value + y_value + 2)
    return {"graph": graph, "x": x, "y": y, "f": f}
