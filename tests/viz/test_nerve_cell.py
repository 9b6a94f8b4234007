"""A nerve cell above an artificial neuron."""

from lessonlib.viz import nerve_cell


def test_each_part_has_its_name(texts):
    drawn = texts(nerve_cell(title="one above the other"))
    assert {"synapses", "dendrites", "cell body", "axon", "one above the other"} <= set(drawn)
    assert {"inputs", "weights", "sum and bias", "output", "x1", "w3", "f(z)", "y"} <= set(drawn)
