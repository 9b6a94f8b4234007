"""tf.version: the version of TensorFlow whose names and answers these are."""

from lessonlib.graph.export import tf_export
from lessonlib.tf1.namespace import namespace

VERSION = tf_export("version.VERSION", "VERSION", "__version__")("1.15.0-lessonlib")
GIT_VERSION = tf_export("version.GIT_VERSION", "GIT_VERSION", "__git_version__")("lessonlib")
COMPILER_VERSION = tf_export("version.COMPILER_VERSION", "COMPILER_VERSION", "__compiler_version__")("none")
GRAPH_DEF_VERSION = tf_export("version.GRAPH_DEF_VERSION", "GRAPH_DEF_VERSION")(134)
GRAPH_DEF_VERSION_MIN_CONSUMER = tf_export(
    "version.GRAPH_DEF_VERSION_MIN_CONSUMER", "GRAPH_DEF_VERSION_MIN_CONSUMER"
)(0)
GRAPH_DEF_VERSION_MIN_PRODUCER = tf_export(
    "version.GRAPH_DEF_VERSION_MIN_PRODUCER", "GRAPH_DEF_VERSION_MIN_PRODUCER"
)(0)

__getattr__, __dir__ = namespace(globals())
