"""tf.queue: queues, which several threads use at once."""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
