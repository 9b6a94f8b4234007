"""tf.keras.callbacks: Keras's own."""

from keras.callbacks import *  # noqa: F403
