# %% [markdown]
# Writes the size of the first batch into the placeholder: no other batch fits.

# %% task="centring_graph" caught_by="batch_shape,centred_values" message="None stands for an unknown size"
def centring_graph():
    graph = tf.Graph()
    with graph.as_default():
        X = tf.placeholder(tf.float32, shape=(2, 3), name="X")
        means = tf.reduce_mean(X, axis=0)
        centred = X - means
    return {"graph": graph, "X": X, "means": means, "centred": centred}
