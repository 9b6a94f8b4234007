"""tf.keras.utils: Keras's own."""

from keras.utils import *  # noqa: F403
