# %% [markdown]
# The normal equation is solved in float32, with an inverse: many digits get lost.

# %% task="normal_equation" caught_by="normal_sizes" message="features of very different sizes"
def normal_equation(X, y):
    """The parameters with the smallest mean squared error: the bias, then one weight for each feature."""
    with tf.Graph().as_default(), tf.Session() as sess:
        A = tf.constant(np.c_[np.ones(len(X)), X], dtype=tf.float32)
        AT = tf.transpose(A)
        theta = tf.matmul(
            tf.matmul(tf.matrix_inverse(tf.matmul(AT, A)), AT), tf.constant(y, dtype=tf.float32)
        )
        return sess.run(theta)
