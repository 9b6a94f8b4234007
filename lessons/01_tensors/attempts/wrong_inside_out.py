# %% [markdown]
# Reads shapes from the inside to the outside; in the repaired constant a dimension is lost; the table is turned.

# %% task="shapes" caught_by="shapes_read,block_is_right,table_shape,table_values" message="shape_c is not right"
shape_a = ()
shape_b = (3,)
shape_c = (2, 4)
shape_d = (3, 1, 2)
shape_e = (1, 1)
rank_d = 3

# %% task="repair"
block = tf.constant([[1.0, 2.0, 3.0], [7.0, 8.0, 9.0]], name="block")


# %% task="times_table"
def times_table(left, right):
    """The products of each element of `left` (m,) with each of `right` (n,): shape (m, n)."""
    return right.reshape(-1, 1) * left
