# %% [markdown]
# Takes `*` for the matrix product everywhere, and so wants equal shapes for it.

# %% task="products" caught_by="by_hand,which_exist,layer_tensor,layer_value" message="product is not A @ B"
product = [[4, 2], [0, 6]]
existing = ["a", "c"]
shape_pq = (2, 4)


# %% task="layer"
def layer(X, W, b):
    """The tensor X @ W + b of a graph, and its value: (m, n)."""
    tensor = tf.constant(X) * tf.constant(W) + tf.constant(b)
    with tf.Session() as sess:
        return tensor, sess.run(tensor)
