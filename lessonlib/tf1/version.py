"""tf.version: the version of TensorFlow whose names and answers these are."""

from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import namespace

VERSION = tf_export("version.VERSION", "VERSION", "__version__")("1.15.0-lessonlib")

__getattr__, __dir__ = namespace(globals())
