"""tf.metrics: measures over many batches.

Each function returns (value, update): ``update`` takes in one batch and gives the new value, ``value`` only reads. What
they count lives in local variables: run tf.local_variables_initializer() first, and again to start from 0.
"""

from lessonlib.tf1.namespace import namespace

__getattr__, __dir__ = namespace(globals())
