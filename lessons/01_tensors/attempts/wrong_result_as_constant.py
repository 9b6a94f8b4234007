# %% [markdown]
# Calculates with NumPy and hides it: the graph holds nothing but the result. The table is a table of zeros.

# %% task="times_table" caught_by="table_shape,table_values,layer_tensor" message="The first and the last element"
def times_table(left, right):
    """The products of each element of `left` (m,) with each of `right` (n,): shape (m, n)."""
    return torch.zeros(len(left), len(right))


# %% task="layer"
def layer(X, W, b):
    """The tensor X @ W + b of a graph, and its value: (m, n)."""
    tensor = tf.add(tf.constant(X @ W), tf.constant(b))
    with tf.Session() as sess:
        return tensor, sess.run(tensor)
