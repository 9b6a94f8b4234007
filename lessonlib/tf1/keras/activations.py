"""tf.keras.activations: Keras's own."""

from keras.activations import *  # noqa: F403
