"""Interactive pictures. Each can be operated by keyboard, and is a still picture where widgets cannot be shown."""

from lessonlib.viz.widgets.activation_explorer import activation_explorer
from lessonlib.viz.widgets.attention_explorer import attention_explorer
from lessonlib.viz.widgets.backpropagation_stepper import backpropagation_stepper
from lessonlib.viz.widgets.code_explorer import code_explorer
from lessonlib.viz.widgets.convolution_explorer import convolution_explorer
from lessonlib.viz.widgets.depth_explorer import depth_explorer
from lessonlib.viz.widgets.descent_explorer import descent_explorer
from lessonlib.viz.widgets.diffusion_explorer import diffusion_explorer
from lessonlib.viz.widgets.draw_a_digit import draw_a_digit
from lessonlib.viz.widgets.draw_feature_maps import draw_feature_maps
from lessonlib.viz.widgets.explorer import Explorer
from lessonlib.viz.widgets.feature_stepper import feature_stepper
from lessonlib.viz.widgets.gan_stepper import gan_stepper
from lessonlib.viz.widgets.graph_stepper import graph_stepper
from lessonlib.viz.widgets.learning_rate_explorer import learning_rate_explorer
from lessonlib.viz.widgets.line_explorer import line_explorer
from lessonlib.viz.widgets.noise_explorer import noise_explorer
from lessonlib.viz.widgets.open_tensorboard import open_tensorboard
from lessonlib.viz.widgets.perceptron_stepper import perceptron_stepper
from lessonlib.viz.widgets.playground import playground
from lessonlib.viz.widgets.recurrent_stepper import recurrent_stepper
from lessonlib.viz.widgets.schedule_explorer import schedule_explorer
from lessonlib.viz.widgets.shape_explorer import shape_explorer
from lessonlib.viz.widgets.softmax_explorer import softmax_explorer
from lessonlib.viz.widgets.threshold_explorer import threshold_explorer
from lessonlib.viz.widgets.tlu_explorer import tlu_explorer

__all__ = [
    "Explorer",
    "activation_explorer",
    "attention_explorer",
    "backpropagation_stepper",
    "code_explorer",
    "convolution_explorer",
    "depth_explorer",
    "descent_explorer",
    "diffusion_explorer",
    "draw_a_digit",
    "draw_feature_maps",
    "feature_stepper",
    "gan_stepper",
    "graph_stepper",
    "learning_rate_explorer",
    "line_explorer",
    "noise_explorer",
    "open_tensorboard",
    "perceptron_stepper",
    "playground",
    "recurrent_stepper",
    "schedule_explorer",
    "shape_explorer",
    "softmax_explorer",
    "threshold_explorer",
    "tlu_explorer",
]
