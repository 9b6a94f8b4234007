"""Timeline, where TensorFlow has it as ``tensorflow.python.client.timeline``: see `lessonlib.graph.timeline`."""

from lessonlib.graph.timeline import Timeline as Timeline
