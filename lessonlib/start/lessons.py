"""The lessons of the course, in order, including those that are not in this copy."""

from __future__ import annotations

from typing import NamedTuple


class Lesson(NamedTuple):
    """A lesson: `slug` is the name of its notebooks, `about` its subject in a few words."""

    slug: str
    title: str
    about: str


LESSONS = (
    Lesson("01_tensors", "Tensors", "numbers in rows, tables and blocks; rank, shape, dtype"),
    Lesson("02_graphs_and_sessions", "Graphs and sessions", "describe a computation first, run it later"),
    Lesson("03_linear_regression", "Linear regression", "a line through points; loss, gradient descent"),
    Lesson("04_classification", "Classification", "the first neural network; softmax and cross-entropy"),
    Lesson("05_checkpoints", "Checkpoints", "save a model, go on later, predict in another program"),
    Lesson("06_tensorboard", "TensorBoard", "watch a training: curves, histograms, the graph"),
    Lesson("07_modularity", "Modularity", "write a piece once and use it often; shared variables"),
    Lesson("08_logistic_regression", "Logistic regression", "one complete program; precision, recall, ROC"),
    Lesson("09_neurons_and_perceptrons", "Neurons and perceptrons", "from nerve cells to backpropagation"),
    Lesson("10_training_well", "Training well", "optimizers, learning rates, over-fitting and what helps"),
    Lesson("11_iris", "Iris", "tell three flowers apart; a classifier from a table"),
    Lesson("12_mnist_mlp", "Handwritten digits", "an MLP with over 98% right; draw a digit yourself"),
    Lesson("13_keras", "Keras", "the same models in a few lines"),
    Lesson("14_cnn", "Convolutional networks", "filters that look for shapes in images"),
    Lesson("15_gan", "Generative adversarial networks", "two networks, one game: new images"),
    Lesson("16_rnn", "Recurrent networks", "networks with a memory, for series"),
    Lesson("17_applications", "Applications", "where all this is used, and how to serve a model"),
    Lesson(
        "21_learning_to_draw", "Learning to draw", "autoencoders, VAEs and diffusion: pictures from noise"
    ),
)
