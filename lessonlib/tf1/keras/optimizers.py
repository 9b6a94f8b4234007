"""tf.keras.optimizers: Keras's own."""

from keras.optimizers import *  # noqa: F403
