# %% [markdown]
# Takes the mean of each row in place of each column.

# %% task="centring_graph" caught_by="centred_values" message="The column means of 2 rows have the wrong shape"
def centring_graph():
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(None, 3), name="X")
        means = tf.reduce_mean(X, axis=1)
        centred = X - tf.reduce_mean(X, axis=1, keepdims=True)
    return {"graph": graph, "X": X, "means": means, "centred": centred}
