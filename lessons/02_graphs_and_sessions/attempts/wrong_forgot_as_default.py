# %% [markdown]
# Makes a new graph but never enters it: all nodes land in the default graph.

# %% task="polynomial_graph" caught_by="polynomial_own_graph,polynomial_value" message="default graph"
def polynomial_graph(x_value, y_value):
    graph = tf.Graph()
    x = tf.Variable(x_value, name="x")
    y = tf.Variable(y_value, name="y")
    f = x * x * y + y + 2
    return {"graph": graph, "x": x, "y": y, "f": f}
