"""tf.summary."""

from lessonlib.graph.summary import FileWriter, histogram, image, merge, merge_all, scalar

__all__ = ["FileWriter", "histogram", "image", "merge", "merge_all", "scalar"]
