"""tf.keras.regularizers: Keras's own."""

from keras.regularizers import *  # noqa: F403
