"""Options that are taken and change nothing."""

import pytest

import lessonlib.tf1 as tf


def test_a_session_takes_them():
    config = tf.ConfigProto(
        allow_soft_placement=True, gpu_options=tf.GPUOptions(per_process_gpu_memory_fraction=0.5)
    )
    config.gpu_options.allow_growth = True
    config.intra_op_parallelism_threads = 2
    with tf.Session(config=config) as session:
        assert session.run(tf.constant(2) + 3) == 5


def test_an_option_that_does_not_exist():
    with pytest.raises(AttributeError):
        tf.ConfigProto().alow_growth = True
    with pytest.raises(ValueError, match='has no "memory" field'):
        tf.GPUOptions(memory=1)
