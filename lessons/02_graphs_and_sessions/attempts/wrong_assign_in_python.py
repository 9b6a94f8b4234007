# %% [markdown]
# Sets the variable with Python's `=`: the name gets a new object, the variable stays as it was. The
# predictions follow the same idea.

# %% task="setter_graph" caught_by="assign_prediction,set_x_to_any_value" message="'first' is not what"
def setter_graph():
    graph = tf.Graph()
    with graph.as_default():
        x = tf.Variable(tf.random_uniform((), 0.0, 1.0), name="x")
        new_value = tf.placeholder(tf.float32, shape=(), name="new_value")
        set_x = new_value
    return {"graph": graph, "x": x, "new_value": new_value, "set_x": set_x}


# %% task="predict_assign"
first = [3, 1]
second = 3
third = [3, 50]
