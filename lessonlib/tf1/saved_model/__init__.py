"""tf.saved_model: a graph, its values and the names of what it takes and gives, in one folder.

The format is lessonlib's own: ``saved_model.json`` and ``variables/variables.safetensors``. TensorFlow cannot read it.
"""

from lessonlib.tf1.namespace import namespace
from lessonlib.tf1.saved_model import (
    builder,
    constants,
    loader,
    signature_constants,
    signature_def_utils,
    signatures,
    tag_constants,
    utils,
    writer,
)

__getattr__, __dir__ = namespace(globals())
