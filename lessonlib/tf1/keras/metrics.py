"""tf.keras.metrics: Keras's own."""

from keras.metrics import *  # noqa: F403
