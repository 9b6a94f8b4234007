# %% [markdown]
# Writes the three features of the chapter into the unit, adds with a plain `sum`, and adds up the distance over the
# rows in place of the units.

# %% task="units" caught_by="unit_values,one_sum,same_layer" message="MatMul"
def relu(X):
    with tf.name_scope("relu"):
        w = tf.Variable(tf.random_normal((3, 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, 0.0)


def sum_of_units(X, count):
    return sum(relu(X) for _ in range(count))


# %% task="distance"
def distance(left, right):
    with tf.variable_scope("features", reuse=tf.AUTO_REUSE):
        difference = features(left) - features(right)
    return tf.reduce_sum(tf.square(difference), axis=0)
