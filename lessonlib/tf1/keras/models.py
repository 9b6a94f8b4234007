"""tf.keras.models: Keras's own."""

from keras.models import *  # noqa: F403
