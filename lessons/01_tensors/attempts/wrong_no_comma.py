# %% [markdown]
# Writes (3) for the shape of a vector, and whole numbers where floats are wanted.

# %% task="shapes" caught_by="shapes_read,block_is_right" message="shape_b is a number"
shape_a = ()
shape_b = 3
shape_c = (4, 2)
shape_d = (2, 1, 3)
shape_e = (1, 1)
rank_d = 3

# %% task="repair"
block = tf.constant([[[1, 2, 3]], [[7, 8, 9]]], name="block")
