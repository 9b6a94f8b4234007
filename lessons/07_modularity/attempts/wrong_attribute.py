# %% [markdown]
# Keeps the threshold as an attribute of the function: it outlives its graph, and `get_variable` does not know it.

# %% task="shared_relu" caught_by="shared_values,shared_by_name" message="same graph"
def shared_relu(X):
    with tf.name_scope("relu"):
        if not hasattr(shared_relu, "threshold"):
            shared_relu.threshold = tf.Variable(0.0, name="threshold")
        w = tf.Variable(tf.random_normal((int(X.get_shape()[1]), 1)), name="weights")
        b = tf.Variable(0.0, name="bias")
        return tf.maximum(tf.matmul(X, w) + b, shared_relu.threshold)
