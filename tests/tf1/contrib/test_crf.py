"""Conditional random fields against all taggings, counted one by one."""

import itertools

import numpy as np
import pytest

import lessonlib.tf1 as tf

crf = tf.contrib.crf
RNG = np.random.default_rng(7)
SCORES = RNG.normal(size=(4, 5, 3)).astype(np.float32)  # (batch, time, tags)
TRANSITIONS = RNG.normal(size=(3, 3)).astype(np.float32)
LENGTHS = np.array([5, 3, 1, 0], np.int32)
TAGS = RNG.integers(0, 3, (4, 5)).astype(np.int32)


def score_of(scores, tags):
    steps = sum(float(TRANSITIONS[a, b]) for a, b in itertools.pairwise(tags))
    return sum(float(scores[t, tag]) for t, tag in enumerate(tags)) + steps


def taggings(length):
    return list(itertools.product(range(3), repeat=int(length)))


def log_sum(values):
    return np.logaddexp.reduce(np.array(values)) if len(values) else 0.0


def run(fetches, feeds=None):
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        return session.run(fetches, feeds)


def test_scores_of_given_tags():
    wanted = [score_of(SCORES[i], TAGS[i, :n]) for i, n in enumerate(LENGTHS)]
    unary = crf.crf_unary_score(TAGS, LENGTHS, SCORES)
    binary = crf.crf_binary_score(TAGS, LENGTHS, TRANSITIONS)
    total = crf.crf_sequence_score(SCORES, TAGS, LENGTHS, TRANSITIONS)
    np.testing.assert_allclose(run(total), wanted, rtol=1e-5)
    np.testing.assert_allclose(run(unary + binary), wanted, rtol=1e-5)


def test_the_normalizer_is_the_sum_over_all_taggings():
    wanted = [
        log_sum([score_of(SCORES[i], tags) for tags in taggings(n)] if n else [])
        for i, n in enumerate(LENGTHS)
    ]
    norm = crf.crf_log_norm(SCORES, LENGTHS, TRANSITIONS)
    assert norm.shape.as_list() == [4]
    np.testing.assert_allclose(run(norm), wanted, rtol=1e-5)


def test_probabilities_of_all_taggings_add_up_to_one():
    every = np.array(taggings(5), np.int32)
    scores = np.repeat(SCORES[:1], len(every), 0)
    likelihood, transitions = crf.crf_log_likelihood(scores, every, np.full(len(every), 5), TRANSITIONS)
    assert transitions is TRANSITIONS
    assert np.exp(run(likelihood)).sum() == pytest.approx(1, rel=1e-5)


def test_several_tags_may_be_right():
    bitmap = RNG.random((4, 5, 3)) < 0.6
    bitmap[:, :, 0] = True
    result = run(crf.crf_multitag_sequence_score(SCORES, bitmap, LENGTHS, TRANSITIONS))
    for i, n in enumerate(LENGTHS[:3]):
        allowed = [tags for tags in taggings(n) if all(bitmap[i, t, tag] for t, tag in enumerate(tags))]
        assert result[i] == pytest.approx(log_sum([score_of(SCORES[i], tags) for tags in allowed]), rel=1e-5)


def test_decoding_finds_the_best_tagging():
    tags, best = run(crf.crf_decode(SCORES, TRANSITIONS, LENGTHS))
    assert tags.dtype == np.int32
    for i, n in enumerate(LENGTHS[:3]):
        winner = max(taggings(n), key=lambda candidate: score_of(SCORES[i], candidate))
        assert tuple(tags[i, :n]) == winner
        assert not tags[i, n:].any()
        assert best[i] == pytest.approx(score_of(SCORES[i], winner), rel=1e-5)
        path, score = crf.viterbi_decode(SCORES[i, :n], TRANSITIONS)
        assert isinstance(path, list)
        assert (tuple(path), score) == (winner, pytest.approx(best[i], rel=1e-6))


def test_a_sequence_of_length_0_has_the_best_first_tag_as_in_tensorflow():
    tags, best = run(crf.crf_decode(SCORES, TRANSITIONS, LENGTHS))
    assert tags[3].tolist() == [SCORES[3, 0].argmax(), 0, 0, 0, 0]
    assert best[3] == SCORES[3, 0].max()


def test_unknown_batch_and_time():
    x = tf.placeholder(tf.float32, [None, None, 3])
    y = tf.placeholder(tf.int32, [None, None])
    n = tf.placeholder(tf.int32, [None])
    likelihood, _ = crf.crf_log_likelihood(x, y, n, TRANSITIONS)
    tags, _ = crf.crf_decode(x, TRANSITIONS, n)
    assert likelihood.shape.as_list() == [None]
    assert tags.shape.as_list() == [None, None]
    feeds = {x: SCORES[:2, :3], y: TAGS[:2, :3], n: [3, 2]}
    values = run([likelihood, tags], feeds)
    fixed = crf.crf_log_likelihood(SCORES[:2, :3], TAGS[:2, :3], [3, 2], TRANSITIONS)[0]
    np.testing.assert_allclose(values[0], run(fixed), rtol=1e-6)


def test_the_gradient_is_right_minus_expected_count():
    """d log p / d scores[t, j] is 1 where j is the tag, minus its probability (what the expectation step computes)."""
    x = tf.constant(SCORES[:1])
    likelihood, _ = crf.crf_log_likelihood(x, TAGS[:1], LENGTHS[:1], TRANSITIONS)
    gradient = run(tf.gradients(likelihood, x)[0])[0]
    every = taggings(5)
    weights = np.exp([score_of(SCORES[0], tags) for tags in every])
    shares = np.zeros((5, 3))
    for tags, weight in zip(every, weights / weights.sum(), strict=True):
        shares[range(5), tags] += weight
    np.testing.assert_allclose(gradient, np.eye(3)[TAGS[0]] - shares, atol=1e-5)


def test_training_learns_the_transitions():
    """Tags that alternate, scores that say nothing: only transitions can tell what comes next."""
    tags = np.tile([0, 1, 0, 1, 0, 1], (8, 1)).astype(np.int32)
    first = tf.one_hot(np.zeros((8, 1), np.int32), 2) * 4.0
    scores = tf.concat([first, tf.zeros([8, 5, 2])], 1)
    lengths = np.full(8, 6)
    tf.set_random_seed(1)
    with tf.variable_scope("crf"):
        likelihood, transitions = crf.crf_log_likelihood(scores, tags, lengths)
    assert transitions.name == "crf/transitions:0"
    step = tf.train.GradientDescentOptimizer(0.5).minimize(-tf.reduce_mean(likelihood))
    decoded, _ = crf.crf_decode(scores, transitions, lengths)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        for _ in range(30):
            session.run(step)
        np.testing.assert_array_equal(session.run(decoded), tags)
        learned = session.run(transitions)
    assert learned[0, 1] > learned[0, 0]
    assert learned[1, 0] > learned[1, 1]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (
            lambda: crf.crf_log_norm(SCORES[0], LENGTHS, TRANSITIONS),
            r"scores \(batch, time, tags\).*\(5, 3\)",
        ),
        (
            lambda: crf.crf_log_likelihood(tf.placeholder(tf.float32, [2, 5, None]), TAGS[:2], LENGTHS[:2]),
            r"number of tags(.|\n)*Remedy: reshape",
        ),
        (lambda: crf.viterbi_decode(SCORES, TRANSITIONS), r"\(4, 5, 3\) and \(3, 3\)(.|\n)*one by one"),
    ],
)
def test_messages(call, message):
    with pytest.raises(ValueError, match=message):
        call()
