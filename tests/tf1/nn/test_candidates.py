"""Candidate samplers: how often each class is drawn, what a session remembers, files and messages."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

TRUE = np.array([[1], [3]], np.int64)


def draws(made, runs=200):
    with tf.Session(device="cpu") as session:
        return np.concatenate([session.run(made.sampled_candidates) for _ in range(runs)])


def shares(numbers, count):
    return np.bincount(numbers, minlength=count) / len(numbers)


def test_log_uniform_draws_by_zipfs_law():
    tf.set_random_seed(3)
    found = draws(tf.nn.log_uniform_candidate_sampler(TRUE, 1, 100, False, 5))
    k = np.arange(5)
    np.testing.assert_allclose(shares(found, 5), np.log((k + 2) / (k + 1)) / np.log(6), atol=0.02)


def test_unique_draws_are_different_and_expected_less_often_than_they_were_tried():
    tf.set_random_seed(4)
    made = tf.nn.uniform_candidate_sampler(TRUE, 1, 4, True, 6)
    with tf.Session(device="cpu") as session:
        for _ in range(20):
            drawn, expected = session.run([made.sampled_candidates, made.sampled_expected_count])
            assert len(set(drawn.tolist())) == 4
            assert (expected >= 1 - (5 / 6) ** 4 - 1e-6).all()
            assert (expected < 1).all()


def test_fixed_unigrams_of_a_file(tmp_path):
    file = tmp_path / "words.csv"
    file.write_text("a,1\nb,0\nc,3\n")
    tf.set_random_seed(5)
    made = tf.nn.fixed_unigram_candidate_sampler(
        np.array([[0]]), 1, 100, False, 4, vocab_file=str(file), num_reserved_ids=1
    )
    np.testing.assert_allclose(shares(draws(made, 50), 4), [0, 0.25, 0, 0.75], atol=0.03)


def test_a_learned_distribution_follows_the_true_classes_in_each_session():
    made = tf.nn.learned_unigram_candidate_sampler(TRUE, 1, 2, False, 4)
    with tf.Session(device="cpu") as session:
        counts = [session.run(made.true_expected_count)[:, 0] for _ in range(3)]
    np.testing.assert_allclose(counts[0], [0.5, 0.5])
    np.testing.assert_allclose(counts[2], [2 * 3 / 8] * 2, rtol=1e-6)  # seen twice, and once at first
    with tf.Session(device="cpu") as session:
        np.testing.assert_allclose(session.run(made.true_expected_count)[:, 0], [0.5, 0.5])


def test_a_seed_repeats():
    made = tf.nn.uniform_candidate_sampler(TRUE, 1, 8, False, 1000, seed=7)
    np.testing.assert_array_equal(draws(made, 2), draws(made, 2))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: tf.nn.uniform_candidate_sampler(TRUE, 1, 7, True, 6),
            r"7 different classes cannot be drawn of 6: sample fewer, or with unique=False",
        ),
        (
            lambda: tf.nn.uniform_candidate_sampler(TRUE[:, 0], 1, 2, True, 6),
            r"true_classes must be \(batch, num_true=1\), but have \(2,\)",
        ),
        (
            lambda: tf.nn.fixed_unigram_candidate_sampler(TRUE, 1, 2, True, 6),
            r"needs either vocab_file or unigrams, and not both",
        ),
        (
            lambda: tf.nn.fixed_unigram_candidate_sampler(TRUE, 1, 2, True, 6, unigrams=[1, 2]),
            r"There are weights for 2 classes, reserved ones included, but range_max is 6",
        ),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_sampled_losses_approach_the_full_ones_when_all_classes_are_drawn():
    rng = np.random.default_rng(0)
    w, b, x = (rng.normal(size=s).astype(np.float32) for s in ((6, 3), (6,), (2, 3)))
    everything = tf.nn.all_candidate_sampler(TRUE, 1, 6, True)
    loss = tf.nn.sampled_softmax_loss(w, b, TRUE, x, 6, 6, sampled_values=everything)
    full = tf.nn.sparse_softmax_cross_entropy_with_logits(labels=TRUE[:, 0], logits=tf.matmul(x, w.T) + b)
    with tf.Session(device="cpu") as session:
        np.testing.assert_allclose(*session.run([loss, full]), rtol=1e-5)


def test_labels_of_another_shape():
    with pytest.raises(ValueError, match=r"labels must be \(batch, num_true=1\).*(?s:.*)tf.reshape"):
        tf.nn.nce_loss(tf.ones([6, 3]), tf.zeros([6]), TRUE[:, 0], tf.ones([2, 3]), 2, 6)
