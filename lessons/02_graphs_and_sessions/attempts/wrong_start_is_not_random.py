# %% [markdown]
# Draws the first value in Python, while the graph is built: it is the same at each initialisation.

# %% task="setter_graph" caught_by="set_x_to_any_value" message="each time"
def setter_graph():
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(float(np.random.default_rng(1).uniform()), name="x")
        new_value = tf.placeholder(tf.float32, shape=(), name="new_value")
        set_x = tf.assign(x, new_value)
    return {"graph": graph, "x": x, "new_value": new_value, "set_x": set_x}
