"""tf.keras.initializers: Keras's own."""

from keras.initializers import *  # noqa: F403
