# %% [markdown]
# Right, with loops, NumPy and a graph of its own: lists for shapes, other names for dtypes, floats for whole numbers.

# %% task="shapes"
shape_a, shape_b, shape_c = [], [3], np.array([[1, 2], [3, 4], [5, 6], [7, 8]]).shape
shape_d, shape_e = torch.tensor([[[1, 2, 3]], [[4, 5, 6]]]).shape, np.array([1, 1])
rank_d = len(shape_d)

# %% task="sizes"
elements, bytes_as_uint8, bytes_as_float32 = 1.8e6, 1_800_000, 7.2e6
one_image = [3, 20, 30]

# %% task="repair"
block = tf.reshape(tf.constant([1.0, 2.0, 3.0, 7.0, 8.0, 9.0]), [2, 1, 3], name="block")

# %% task="dtypes"
p, q, r, s, t, u = "tf.int32", "torch.int64", " float32", "Error", "torch.float32", "torch.int32"
u_value = 2.0


# %% task="brighten"
def brighten(image, amount):
    array = image.numpy().copy()
    array[array > 255 - amount] = 255 - amount
    return array + np.uint8(amount)


# %% task="names_and_devices"
printed_x, printed_y, printed_z = (2, 3, 4), torch.tensor([50, 2, 3]), np.array([1, 2, 3])
true_statements = ("F", "B", "D")


# %% task="times_table"
def times_table(left, right):
    """The products of each element of `left` (m,) with each of `right` (n,): shape (m, n)."""
    return [[float(x * y) for y in right] for x in left]


# %% task="products"
product = np.array([[1, 2], [0, 3]]) @ np.array([[4, 1], [5, 2]])
existing = "a", "e", "d"
shape_pq = [2, 4]


# %% task="layer"
def layer(X, W, b):
    graph = tf.Graph()
    with graph.as_default():
        products = tf.expand_dims(tf.constant(X), 2) * tf.expand_dims(tf.constant(W), 0)  # (m, k, n)
        tensor = tf.add(tf.reduce_sum(products, axis=1), tf.constant(b.reshape(1, -1)))
    with tf.Session(graph=graph) as sess:
        return [tensor, sess.run(tensor).tolist()]
