# %% [markdown]
# Fixes the seed inside the function: all units start equal.

# %% task="units" caught_by="unit_starts" message="start with the same weights"
def relu(X):
    with tf.name_scope("relu"):
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1), seed=42), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, 0.0)


def sum_of_units(X, count):
    return tf.add_n([relu(X) for _ in range(count)], name="output")
