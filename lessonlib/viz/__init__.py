"""Pictures for the lessons. Each function returns a `Picture`, which displays itself and describes itself."""

from lessonlib.viz.aligned_shapes import aligned_shapes
from lessonlib.viz.attention import attention_map, attention_rows
from lessonlib.viz.backpropagation import backpropagation
from lessonlib.viz.block import block
from lessonlib.viz.boltzmann import boltzmann_machine
from lessonlib.viz.code_plane import code_plane
from lessonlib.viz.convolution import convolution, convolution_steps, max_pooling, max_pooling_steps
from lessonlib.viz.curves import learning_curves
from lessonlib.viz.evaluation import confusion_matrix, roc
from lessonlib.viz.fitted_line import fitted_line
from lessonlib.viz.functions import activations
from lessonlib.viz.graphs import computation_graph
from lessonlib.viz.histograms import distributions, histograms
from lessonlib.viz.images import image_sheet
from lessonlib.viz.lines import lines
from lessonlib.viz.maps import feature_maps, filters
from lessonlib.viz.matrix import matrix
from lessonlib.viz.nerve_cell import nerve_cell
from lessonlib.viz.network import network
from lessonlib.viz.picture import Picture
from lessonlib.viz.points import decision_boundary, scatter
from lessonlib.viz.recurrence import unrolled_rnn
from lessonlib.viz.recurrent_step import recurrent_step
from lessonlib.viz.series import series
from lessonlib.viz.surface import surface
from lessonlib.viz.threshold import threshold
from lessonlib.viz.timeline import sample_timeline
from lessonlib.viz.widgets import (
    Explorer,
    activation_explorer,
    attention_explorer,
    backpropagation_stepper,
    code_explorer,
    convolution_explorer,
    depth_explorer,
    descent_explorer,
    diffusion_explorer,
    draw_a_digit,
    draw_feature_maps,
    feature_stepper,
    gan_stepper,
    graph_stepper,
    learning_rate_explorer,
    line_explorer,
    noise_explorer,
    open_tensorboard,
    perceptron_stepper,
    playground,
    recurrent_stepper,
    schedule_explorer,
    shape_explorer,
    softmax_explorer,
    threshold_explorer,
    tlu_explorer,
)

__all__ = [
    "Explorer",
    "Picture",
    "activation_explorer",
    "activations",
    "aligned_shapes",
    "attention_explorer",
    "attention_map",
    "attention_rows",
    "backpropagation",
    "backpropagation_stepper",
    "block",
    "boltzmann_machine",
    "code_explorer",
    "code_plane",
    "computation_graph",
    "confusion_matrix",
    "convolution",
    "convolution_explorer",
    "convolution_steps",
    "decision_boundary",
    "depth_explorer",
    "descent_explorer",
    "diffusion_explorer",
    "distributions",
    "draw_a_digit",
    "draw_feature_maps",
    "feature_maps",
    "feature_stepper",
    "filters",
    "fitted_line",
    "gan_stepper",
    "graph_stepper",
    "histograms",
    "image_sheet",
    "learning_curves",
    "learning_rate_explorer",
    "line_explorer",
    "lines",
    "matrix",
    "max_pooling",
    "max_pooling_steps",
    "nerve_cell",
    "network",
    "noise_explorer",
    "open_tensorboard",
    "perceptron_stepper",
    "playground",
    "recurrent_step",
    "recurrent_stepper",
    "roc",
    "sample_timeline",
    "scatter",
    "schedule_explorer",
    "series",
    "shape_explorer",
    "softmax_explorer",
    "surface",
    "threshold",
    "threshold_explorer",
    "tlu_explorer",
    "unrolled_rnn",
]
