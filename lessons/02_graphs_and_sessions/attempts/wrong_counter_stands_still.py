# %% [markdown]
# The node sets the counter to `start + 1`, a fixed number, so that it never goes on.

# %% task="counter_graph" caught_by="counter" message="Add 1 to what is in the variable now"
def counter_graph(start):
    graph = tf.Graph()
    with graph.as_default():
        count = tf.Variable(start, name="count")
        tick = tf.assign(count, start + 1)
    return {"graph": graph, "count": count, "tick": tick}
