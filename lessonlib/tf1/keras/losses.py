"""tf.keras.losses: Keras's own."""

from keras.losses import *  # noqa: F403
