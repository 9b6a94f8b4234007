# %% [markdown]
# Right, in one matrix product: the bias is a further row of the weights. The constant comes from an array, the table
# from `einsum`, the image from double precision, and the choices are a set and a list with spaces.

# %% task="repair"
block = tf.constant(np.array([[[1, 2, 3]], [[7, 8, 9]]], dtype=np.float32), name="block")


# %% task="brighten"
def brighten(image, amount):
    """The image (uint8), brighter by `amount`; nothing gets above 255."""
    return torch.minimum(image.double() + amount, torch.full_like(image, 255).double()).byte()


# %% task="names_and_devices"
printed_x = [2, 3, 4]
printed_y = [50, 2, 3]
printed_z = [1, 2, 3]
true_statements = [" f", "b ", "D", "b"]


# %% task="times_table"
def times_table(left, right):
    """The products of each element of `left` (m,) with each of `right` (n,): shape (m, n)."""
    return torch.einsum("m,n->mn", left, right)


# %% task="products"
product = [[14, 5], [15, 6]]
existing = {"e", "a", "d"}
shape_pq = (2, 4)


# %% task="layer"
def layer(X, W, b):
    """The tensor X @ W + b of a graph, and its value: (m, n)."""
    inputs = tf.constant(np.c_[X, np.ones(len(X), np.float32)])
    tensor = tf.matmul(inputs, tf.constant(np.vstack([W, b])))
    with tf.Session() as sess:
        return [tensor, tensor.eval(session=sess)]
