"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.metrics import aggregate_metric_map as aggregate_metric_map
from lessonlib.tf1.contrib.metrics import aggregate_metrics as aggregate_metrics
from lessonlib.tf1.contrib.metrics import streaming_accuracy as streaming_accuracy
from lessonlib.tf1.contrib.metrics import streaming_mean as streaming_mean
from lessonlib.tf1.contrib.metrics import streaming_mean_squared_error as streaming_mean_squared_error
from lessonlib.tf1.contrib.metrics import streaming_precision as streaming_precision
from lessonlib.tf1.contrib.metrics import streaming_recall as streaming_recall
