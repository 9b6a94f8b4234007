"""tf.contrib.slim: the layers of tf.contrib.layers, losses that join a collection, and a training loop."""

from lessonlib.tf1.contrib.slim import evaluation, learning, losses, metrics, nets
from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
