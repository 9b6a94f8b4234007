"""Beam search against a search over all sentences, and against a plain search in Python."""

import itertools
import math

import numpy as np
import pytest

import lessonlib.tf1 as tf

seq = tf.contrib.seq2seq
WORDS, END = 4, 0
RNG = np.random.default_rng(9)
SCORES = RNG.normal(size=(WORDS, WORDS)).astype(np.float32) * 1.5  # the scores of the word after each word
LOG_P = SCORES - np.logaddexp.reduce(SCORES, 1, keepdims=True)


class Table(tf.nn.rnn_cell.RNNCell):
    """The scores of the next word stand in a table; the state counts the steps of each beam."""

    state_size = 1
    output_size = WORDS

    def call(self, inputs, state):
        return tf.matmul(inputs, tf.constant(SCORES)), state + 1.0


def search(width, start, steps, weight=0.0):
    decoder = seq.BeamSearchDecoder(
        Table(),
        tf.constant(np.eye(WORDS, dtype=np.float32)),
        start,
        END,
        seq.tile_batch(tf.zeros([len(start), 1]), width),
        width,
        length_penalty_weight=weight,
    )
    results = seq.dynamic_decode(decoder, maximum_iterations=steps)
    with tf.Session(device="cpu") as session:
        return session.run(results)


def plain(width, start, steps, weight):
    """The same search, one sentence at a time: [(score, log p, words)], the best first.

    As in TensorFlow, the end token does not count in the score of the step that finds it, and counts afterwards.
    """
    beams = [(0.0, [], 0)]
    for _ in range(steps):
        grown = []  # (score, log p, words, length)
        for log_p, words, length in beams:
            if words and words[-1] == END:
                grown.append((log_p / ((5 + length) / 6) ** weight, log_p, [*words, END], length))
                continue
            last = words[-1] if words else start
            for word in range(WORDS):
                total, counted = log_p + LOG_P[last, word], length + (word != END)
                grown.append((total / ((5 + counted) / 6) ** weight, total, [*words, word], length + 1))
        best = sorted(grown, key=lambda beam: beam[0], reverse=True)[:width]
        beams = [beam[1:] for beam in best]
    return [beam[:3] for beam in best]


@pytest.mark.parametrize("weight", [0.0, 1.0])
@pytest.mark.parametrize("width", [1, 3])
def test_against_a_plain_search(width, weight):
    start = [1, 2, 3]
    outputs, state, lengths = search(width, start, 5, weight)
    steps = outputs.predicted_ids.shape[1]
    assert outputs.predicted_ids.shape == (3, steps, width)
    assert lengths.shape == (3, width)
    for row, first in enumerate(start):
        for k, (score, log_p, words) in enumerate(plain(width, first, steps, weight)):
            found = outputs.predicted_ids[row, :, k].tolist()
            words = [*words, *[END] * steps][:steps]
            if END in words:
                words[words.index(END) :] = [END] * (steps - words.index(END))
            assert found == words
            assert state.log_probs[row, k] == pytest.approx(log_p, rel=1e-4)
            assert outputs.beam_search_decoder_output.scores[row, -1, k] == pytest.approx(score, rel=1e-4)


def test_a_beam_as_wide_as_all_sentences_finds_the_best_one():
    outputs, _, _ = search(64, [1], 3)

    def log_p(words):
        total, last = 0.0, 1
        for word in words:
            if last == END:
                return total if word == END else -math.inf
            total, last = total + LOG_P[last, word], word
        return total

    best = max(itertools.product(range(WORDS), repeat=3), key=log_p)
    assert tuple(outputs.predicted_ids[0, :, 0]) == best


def test_the_cell_state_goes_along_with_its_beam():
    _, state, _ = search(3, [1, 2], 4)
    assert (state.cell_state == state.cell_state.max()).all()
    assert state.cell_state.shape == (6, 1)


def test_gather_tree():
    """The example of TensorFlow's documentation of the operation, with other numbers."""
    words = np.array([[[1, 2, 3]], [[4, 5, 6]], [[7, 8, 9]]])
    parents = np.array([[[0, 0, 0]], [[0, 1, 1]], [[2, 1, 2]]])
    with tf.Session(device="cpu") as session:
        whole = session.run(seq.gather_tree(words, parents, [3], 10))
        short = session.run(seq.gather_tree(words, parents, [2], 10))
        ended = session.run(seq.gather_tree(words, parents, [3], 5))
    assert whole[:, 0].tolist() == [[2, 2, 2], [6, 5, 6], [7, 8, 9]]
    assert short[:, 0].tolist() == [[1, 2, 2], [4, 5, 6], [10, 10, 10]]
    assert ended[:, 0].tolist() == [[2, 2, 2], [6, 5, 6], [7, 5, 9]]


def test_with_attention_and_a_layer():
    tf.set_random_seed(1)
    memory = seq.tile_batch(tf.constant(RNG.normal(size=(2, 3, 4)).astype(np.float32)), 3)
    wrapper = seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(5), seq.BahdanauAttention(4, memory), 6)
    decoder = seq.BeamSearchDecoder(
        wrapper,
        tf.get_variable("words", [WORDS, 3]),
        [1, 1],
        END,
        wrapper.zero_state(6, tf.float32),
        3,
        tf.layers.Dense(WORDS),
    )
    outputs, state, _ = seq.dynamic_decode(decoder, maximum_iterations=4)
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        ids, log_probs = session.run([outputs.predicted_ids, state.log_probs])
    assert ids.shape == (2, 4, 3)
    assert (np.diff(log_probs, axis=1) <= 1e-6).all()


@pytest.mark.parametrize(
    ("change", "kind", "message"),
    [
        ({"coverage_penalty_weight": 0.5}, NotImplementedError, "coverage_penalty_weight"),
        ({"start_tokens": 1}, ValueError, "start_tokens must be a vector"),
        ({"end_token": [0]}, ValueError, "end_token must be a scalar"),
        ({"output_layer": tf.layers.dense}, TypeError, "output_layer must be a Layer, received: function"),
        (
            {"initial_state": (tf.TensorArray, "array")},
            NotImplementedError,
            r"reorder_tensor_arrays(.|\n)*alignment_history=False",
        ),
    ],
)
def test_messages(change, kind, message):
    arguments = {
        "cell": Table(),
        "embedding": np.eye(WORDS, dtype=np.float32),
        "start_tokens": [1],
        "end_token": END,
        "initial_state": tf.zeros([2, 1]),
        "beam_width": 2,
    } | change
    if isinstance(arguments["initial_state"], tuple):
        arguments["initial_state"] = (tf.zeros([2, 1]), tf.TensorArray(tf.float32, 1))
    with pytest.raises(kind, match=message):
        seq.BeamSearchDecoder(**arguments)
