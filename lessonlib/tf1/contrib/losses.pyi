"""Written by `python -m lessonlib.tf1.stubs` from the table of public names (`lessonlib.graph.export`)."""

from lessonlib.tf1.contrib.slim.losses import absolute_difference as absolute_difference
from lessonlib.tf1.contrib.slim.losses import add_loss as add_loss
from lessonlib.tf1.contrib.slim.losses import compute_weighted_loss as compute_weighted_loss
from lessonlib.tf1.contrib.slim.losses import get_losses as get_losses
from lessonlib.tf1.contrib.slim.losses import get_regularization_losses as get_regularization_losses
from lessonlib.tf1.contrib.slim.losses import get_total_loss as get_total_loss
from lessonlib.tf1.contrib.slim.losses import hinge_loss as hinge_loss
from lessonlib.tf1.contrib.slim.losses import log_loss as log_loss
from lessonlib.tf1.contrib.slim.losses import mean_squared_error as mean_squared_error
from lessonlib.tf1.contrib.slim.losses import sigmoid_cross_entropy as sigmoid_cross_entropy
from lessonlib.tf1.contrib.slim.losses import softmax_cross_entropy as softmax_cross_entropy
from lessonlib.tf1.contrib.slim.losses import sparse_softmax_cross_entropy as sparse_softmax_cross_entropy
