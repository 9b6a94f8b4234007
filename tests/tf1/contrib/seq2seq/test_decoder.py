"""Decoders against the same steps by hand, in NumPy, with the weights that the session holds."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

seq = tf.contrib.seq2seq
RNG = np.random.default_rng(3)
WORDS, WIDTH, UNITS = 6, 4, 5
INPUTS = RNG.normal(size=(3, 4, WIDTH)).astype(np.float32)  # (batch, time, n)
LENGTHS = [4, 2, 3]
EMBEDDING = RNG.normal(size=(WORDS, WIDTH)).astype(np.float32)


@pytest.fixture
def session():
    tf.set_random_seed(4)
    with tf.Session(device="cpu") as opened:
        yield opened


def decoder_of(helper, layer=True, batch=3):
    cell = tf.nn.rnn_cell.BasicRNNCell(UNITS)
    start = cell.zero_state(batch, tf.float32)
    return seq.BasicDecoder(cell, helper, start, tf.layers.Dense(WORDS, name="scores") if layer else None)


def weights(session):
    """(cell's kernel, its bias, the layer's kernel and bias), in the order in which they were made."""
    return session.run(tf.trainable_variables())


def by_hand(inputs, state, held):
    kernel, bias, out, offset = held
    state = np.tanh(np.concatenate([inputs, state], 1) @ kernel + bias)
    return state @ out + offset, state


def test_training_feeds_the_right_inputs(session):
    helper = seq.TrainingHelper(INPUTS, LENGTHS)
    outputs, last, lengths = seq.dynamic_decode(decoder_of(helper))
    session.run(tf.global_variables_initializer())
    (scores, ids), _, got = session.run([outputs, last, lengths])
    held, state = weights(session), np.zeros((3, UNITS), np.float32)
    for t in range(4):
        expected, state = by_hand(INPUTS[:, t], state, held)
        inside = np.array(LENGTHS) > t
        np.testing.assert_allclose(scores[inside, t], expected[inside], rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(ids[inside, t], expected[inside].argmax(1))
    assert got.tolist() == LENGTHS
    assert ids.dtype == np.int32
    assert outputs.rnn_output.shape.as_list() == [3, None, WORDS]


def test_names_of_variables(session):
    seq.dynamic_decode(decoder_of(seq.TrainingHelper(INPUTS, LENGTHS)))
    assert [v.op.name for v in tf.trainable_variables()] == [
        "decoder/basic_rnn_cell/kernel",
        "decoder/basic_rnn_cell/bias",
        "decoder/scores/kernel",
        "decoder/scores/bias",
    ]


def test_impute_finished_gives_zeros_and_keeps_the_state(session):
    helper = seq.TrainingHelper(INPUTS, LENGTHS)
    outputs, last, _ = seq.dynamic_decode(
        decoder_of(helper, layer=False), impute_finished=True, output_time_major=True
    )
    session.run(tf.global_variables_initializer())
    states, final = session.run([outputs.rnn_output, last])
    assert states.shape == (4, 3, UNITS)
    for row, length in enumerate(LENGTHS):
        assert not states[length:, row].any()
        np.testing.assert_array_equal(final[row], states[length - 1, row])


def test_greedy_feeds_its_own_words_until_the_end(session):
    helper = seq.GreedyEmbeddingHelper(tf.constant(EMBEDDING), [1, 2, 3], 0)
    outputs, _, lengths = seq.dynamic_decode(decoder_of(helper), maximum_iterations=7)
    session.run(tf.global_variables_initializer())
    ids, got = session.run([outputs.sample_id, lengths])
    held = weights(session)
    for row, first in enumerate([1, 2, 3]):
        state, word, words = np.zeros((1, UNITS), np.float32), first, []
        while len(words) < 7 and (not words or words[-1] != 0):
            scores, state = by_hand(EMBEDDING[[word]], state, held)
            word = int(scores.argmax())
            words.append(word)
        assert ids[row, : got[row]].tolist() == words


def test_sampling_follows_the_seed_and_the_temperature():
    def ids(temperature, seed):
        tf.reset_default_graph()
        tf.set_random_seed(4)
        helper = seq.SampleEmbeddingHelper(tf.constant(EMBEDDING), [1] * 40, -1, temperature, seed)
        outputs, _, _ = seq.dynamic_decode(decoder_of(helper, batch=40), maximum_iterations=3)
        with tf.Session(device="cpu") as opened:
            opened.run(tf.global_variables_initializer())
            return opened.run(outputs.sample_id)

    assert (ids(1.0, 5) == ids(1.0, 5)).all()
    assert len(np.unique(ids(1.0, 5)[:, 0])) > 1
    assert len(np.unique(ids(1e-3, 5)[:, 0])) == 1


@pytest.mark.parametrize(("share", "fed"), [(0.0, "right"), (1.0, "own")])
def test_scheduled_sampling(session, share, fed):
    helper = seq.ScheduledEmbeddingTrainingHelper(
        INPUTS, LENGTHS, tf.constant(EMBEDDING), share, seed=1, scheduling_seed=2
    )
    outputs, _, _ = seq.dynamic_decode(decoder_of(helper))
    session.run(tf.global_variables_initializer())
    scores, ids = session.run([outputs.rnn_output, outputs.sample_id])
    held = weights(session)
    _, state = by_hand(INPUTS[:, 0], np.zeros((3, UNITS), np.float32), held)
    second = INPUTS[:, 1] if fed == "right" else EMBEDDING[ids[:, 0]]
    np.testing.assert_allclose(scores[:, 1], by_hand(second, state, held)[0], rtol=1e-4, atol=1e-5)
    assert (ids == -1).all() == (fed == "right")


def test_a_helper_of_three_functions_and_one_for_numbers(session):
    """Both count down from 3, 5, 2 to 0: each step gives the inputs minus 1."""

    class Minus(tf.nn.rnn_cell.RNNCell):
        state_size = output_size = 1

        def call(self, inputs, state):
            return inputs - 1.0, state

    start = tf.constant([[3.0], [5.0], [2.0]])
    custom = seq.CustomHelper(
        lambda: (tf.fill([3], False), start),
        lambda time, outputs, state: tf.cast(outputs[:, 0], tf.int32),
        lambda time, outputs, state, sample_ids: (tf.equal(sample_ids, 0), outputs, state),
    )
    numbers = seq.InferenceHelper(lambda outputs: outputs, [1], tf.float32, start, lambda x: x[:, 0] <= 0.0)
    for helper, column in ((custom, slice(None)), (numbers, (slice(None), slice(None), 0))):
        decoder = seq.BasicDecoder(Minus(), helper, tf.zeros([3, 1]))
        outputs, _, lengths = seq.dynamic_decode(decoder, impute_finished=True)
        ids, got = session.run([outputs.sample_id, lengths])
        assert got.tolist() == [3, 5, 2]
        assert ids[column].tolist() == [[2, 1, 0, 0, 0], [4, 3, 2, 1, 0], [1, 0, 0, 0, 0]]


def test_batch_and_time_of_a_run(session):
    inputs = tf.placeholder(tf.float32, [None, None, WIDTH])
    lengths = tf.placeholder(tf.int32, [None])
    helper = seq.TrainingHelper(inputs, lengths)
    outputs, _, _ = seq.dynamic_decode(decoder_of(helper, batch=tf.shape(inputs)[0]))
    session.run(tf.global_variables_initializer())
    whole = session.run(outputs.rnn_output, {inputs: INPUTS, lengths: LENGTHS})
    part = session.run(outputs.rnn_output, {inputs: INPUTS[:2, :2], lengths: [2, 2]})
    np.testing.assert_allclose(part, whole[:2, :2], rtol=1e-5)


def test_gradients_go_through_the_decoder(session):
    inputs = tf.constant(INPUTS)
    outputs, _, _ = seq.dynamic_decode(decoder_of(seq.TrainingHelper(inputs, [4, 4, 4]), layer=False))
    loss = tf.reduce_sum(outputs.rnn_output**2)
    gradient = tf.gradients(loss, inputs)[0]
    session.run(tf.global_variables_initializer())
    value = session.run(gradient)
    step = np.zeros_like(INPUTS)
    step[1, 2, 3] = 1e-2
    near = [session.run(loss, {inputs: INPUTS + sign * step}) for sign in (1, -1)]
    assert value[1, 2, 3] == pytest.approx((near[0] - near[1]) / 2e-2, rel=1e-2)


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: seq.dynamic_decode("decoder"), TypeError, "to be type Decoder, but saw: str"),
        (
            lambda: seq.BasicDecoder(tf.nn.rnn_cell.GRUCell(3), "helper", None),
            TypeError,
            "helper must be a Helper, received: str",
        ),
        (
            lambda: seq.BasicDecoder(
                tf.nn.rnn_cell.GRUCell(3), seq.TrainingHelper(INPUTS, LENGTHS), None, tf.layers.dense
            ),
            TypeError,
            r"output_layer must be a Layer(.|\n)*tf.layers.Dense\(words\)",
        ),
        (lambda: seq.TrainingHelper(INPUTS, 4), ValueError, r"to be a vector, but received shape: \(\)"),
        (lambda: seq.GreedyEmbeddingHelper(EMBEDDING, 1, 0), ValueError, "start_tokens must be a vector"),
        (lambda: seq.GreedyEmbeddingHelper(EMBEDDING, [1], [0]), ValueError, "end_token must be a scalar"),
    ],
)
def test_messages(make, kind, message):
    with pytest.raises(kind, match=message):
        make()
