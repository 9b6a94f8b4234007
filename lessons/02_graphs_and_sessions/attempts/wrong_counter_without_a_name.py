# %% [markdown]
# The variable is called `count` in Python and has no name in the graph, where it is `Variable`.

# %% task="counter_graph" caught_by="counter" message="The name of the variable in the graph"
def counter_graph(start):
    graph = tf.Graph()
    with graph.as_default():
        count = tf.Variable(start)
        tick = tf.assign_add(count, 1)
    return {"graph": graph, "count": count, "tick": tick}
