"""tf.keras.layers: Keras's own."""

from keras.layers import *  # noqa: F403
