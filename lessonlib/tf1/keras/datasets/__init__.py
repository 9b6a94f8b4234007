"""tf.keras.datasets: MNIST only, as the documents use it."""

from lessonlib.tf1.keras.datasets import mnist

__all__ = ["mnist"]
