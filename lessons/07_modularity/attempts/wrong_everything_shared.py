# %% [markdown]
# Makes weights and bias with `get_variable` under `AUTO_REUSE`, too: four units are one unit, four times.

# %% task="shared_relu" caught_by="shared_variables,shared_values" message="the number of variables"
def shared_relu(X):
    with tf.variable_scope("relu", reuse=tf.AUTO_REUSE):
        threshold = tf.get_variable("threshold", shape=(), initializer=tf.zeros_initializer())
        w = tf.get_variable("weights", shape=(int(X.get_shape()[1]), 1))
        b = tf.get_variable("bias", shape=(), initializer=tf.zeros_initializer())
        return tf.maximum(tf.matmul(X, w) + b, threshold)
