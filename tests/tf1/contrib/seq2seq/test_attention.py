"""Attention mechanisms and the cell that uses one, against the papers' formulas in NumPy."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

seq = tf.contrib.seq2seq
RNG = np.random.default_rng(5)
MEMORY = RNG.normal(size=(2, 3, 4)).astype(np.float32)  # (batch, memory time, depth)
QUERY = RNG.normal(size=(2, 5)).astype(np.float32)
LENGTHS = [3, 2]
INPUTS = RNG.normal(size=(2, 4, 3)).astype(np.float32)


@pytest.fixture
def session():
    tf.set_random_seed(6)
    with tf.Session(device="cpu") as opened:
        yield opened


def softmax(scores):
    scores = np.where(np.arange(3) < np.array(LENGTHS)[:, None], scores, -np.inf)
    powers = np.exp(scores - scores.max(1, keepdims=True))
    return powers / powers.sum(1, keepdims=True)


def held(session):
    return {v.op.name.rsplit("/", 1)[-1]: session.run(v) for v in tf.trainable_variables()}


def inside():
    return MEMORY * (np.arange(3) < np.array(LENGTHS)[:, None])[:, :, None]


@pytest.mark.parametrize("scale", [False, True])
def test_luong(session, scale):
    mechanism = seq.LuongAttention(5, MEMORY, LENGTHS, scale=scale)
    alignments, _ = mechanism(QUERY, None)
    session.run(tf.global_variables_initializer())
    if scale:
        session.run(tf.assign(tf.trainable_variables()[-1], 0.5))
    result, values = session.run(alignments), held(session)
    keys = inside() @ values["kernel"]
    scores = (keys @ QUERY[:, :, None])[:, :, 0] * values.get("attention_g", 1.0)
    np.testing.assert_allclose(result, softmax(scores), rtol=1e-4)
    assert ("attention_g" in values) == scale
    assert result[1, 2] == 0


@pytest.mark.parametrize("normalize", [False, True])
def test_bahdanau(session, normalize):
    mechanism = seq.BahdanauAttention(6, MEMORY, LENGTHS, normalize=normalize)
    alignments, _ = mechanism(QUERY, None)
    session.run(tf.global_variables_initializer())
    result = session.run(alignments)
    variables = {v.op.name: session.run(v) for v in tf.trainable_variables()}
    keys = inside() @ variables["memory_layer/kernel"]
    sought = QUERY @ variables["bahdanau_attention/query_layer/kernel"]
    v = variables["bahdanau_attention/attention_v"]
    if normalize:
        assert variables["bahdanau_attention/attention_g"] == pytest.approx(np.sqrt(1 / 6))
        assert not variables["bahdanau_attention/attention_b"].any()
        v = np.sqrt(1 / 6) * v / np.sqrt((v**2).sum())
    scores = (v * np.tanh(keys + sought[:, None])).sum(2)
    np.testing.assert_allclose(result, softmax(scores), rtol=1e-4)


def test_other_probabilities_and_scores_past_the_end(session):
    mechanism = seq.LuongAttention(5, MEMORY, LENGTHS, probability_fn=seq.hardmax, score_mask_value=100.0)
    alignments, _ = mechanism(QUERY, None)
    session.run(tf.global_variables_initializer())
    assert session.run(alignments)[1].tolist() == [0, 0, 1]


def wrapped(mechanism, **options):
    cell = tf.nn.rnn_cell.BasicRNNCell(5)
    return seq.AttentionWrapper(cell, mechanism, **options)


def test_a_step_of_the_wrapper(session):
    wrapper = wrapped(seq.LuongAttention(5, MEMORY, LENGTHS), attention_layer_size=7)
    state = wrapper.zero_state(2, tf.float32).clone(attention=tf.ones([2, 7]), cell_state=tf.constant(QUERY))
    output, following = wrapper(INPUTS[:, 0], state)
    session.run(tf.global_variables_initializer())
    result, after = session.run([output, following])
    variables = {v.op.name: session.run(v) for v in tf.trainable_variables()}
    base = "attention_wrapper/"
    joined = np.concatenate([INPUTS[:, 0], np.ones((2, 7), np.float32), QUERY], 1)
    hidden = np.tanh(
        joined @ variables[base + "basic_rnn_cell/kernel"] + variables[base + "basic_rnn_cell/bias"]
    )
    alignments = softmax((inside() @ variables["memory_layer/kernel"] @ hidden[:, :, None])[:, :, 0])
    context = (alignments[:, None] @ inside())[:, 0]
    attention = np.concatenate([hidden, context], 1) @ variables[base + "attention_layer/kernel"]
    np.testing.assert_allclose(result, attention, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(after.alignments, alignments, rtol=1e-4)
    np.testing.assert_allclose(after.cell_state, hidden, rtol=1e-4)
    assert after.time == 1
    assert wrapper.output_size == 7


def test_the_output_may_be_the_cells(session):
    wrapper = wrapped(seq.BahdanauAttention(6, MEMORY), output_attention=False)
    assert wrapper.output_size == 5
    output, following = wrapper(INPUTS[:, 0], wrapper.zero_state(2, tf.float32))
    session.run(tf.global_variables_initializer())
    result, after = session.run([output, following])
    np.testing.assert_allclose(result, after.cell_state)
    np.testing.assert_allclose(after.attention, (after.alignments[:, None] @ MEMORY)[:, 0], rtol=1e-4)


def test_history_of_alignments_in_a_decoder(session):
    wrapper = wrapped(seq.LuongAttention(5, MEMORY, LENGTHS), attention_layer_size=4, alignment_history=True)
    helper = seq.TrainingHelper(INPUTS, [4, 4])
    decoder = seq.BasicDecoder(wrapper, helper, wrapper.zero_state(2, tf.float32))
    outputs, last, _ = seq.dynamic_decode(decoder, impute_finished=True)
    session.run(tf.global_variables_initializer())
    history, alignments, scores = session.run(
        [last.alignment_history.stack(), last.alignments, outputs.rnn_output]
    )
    assert history.shape == (4, 2, 3)
    assert scores.shape == (2, 4, 4)
    np.testing.assert_allclose(history.sum(2), 1, rtol=1e-5)
    np.testing.assert_array_equal(history[-1], alignments)


def test_two_mechanisms(session):
    both = [seq.LuongAttention(5, MEMORY), seq.BahdanauAttention(6, MEMORY)]
    wrapper = wrapped(both, attention_layer_size=[3, 2])
    output, following = wrapper(INPUTS[:, 0], wrapper.zero_state(2, tf.float32))
    session.run(tf.global_variables_initializer())
    assert session.run(output).shape == (2, 5)
    assert [part.shape.as_list() for part in following.alignments] == [[2, 3], [2, 3]]


def test_a_decoder_with_attention_learns_to_copy(session):
    """From a sequence of digits to the same sequence: only attention can tell what stands where."""
    source = np.random.default_rng(1).integers(1, 6, (32, 4)).astype(np.int32)
    embedding = tf.constant(np.eye(7, dtype=np.float32))
    encoder = tf.nn.rnn_cell.GRUCell(16)
    states, last = tf.nn.dynamic_rnn(encoder, tf.nn.embedding_lookup(embedding, source), dtype=tf.float32)
    wrapper = seq.AttentionWrapper(tf.nn.rnn_cell.GRUCell(16), seq.LuongAttention(16, states), 16)
    start = wrapper.zero_state(32, tf.float32).clone(cell_state=last)
    shifted = np.concatenate([np.zeros((32, 1), np.int32), source[:, :-1]], 1)
    layer = tf.layers.Dense(7, name="words")
    helper = seq.TrainingHelper(tf.nn.embedding_lookup(embedding, shifted), [4] * 32)
    outputs, _, _ = seq.dynamic_decode(seq.BasicDecoder(wrapper, helper, start, layer))
    loss = seq.sequence_loss(outputs.rnn_output, source, tf.ones([32, 4]))
    step = tf.train.AdamOptimizer(0.02).minimize(loss)
    with tf.variable_scope("decoder", reuse=True):
        greedy = seq.GreedyEmbeddingHelper(embedding, [0] * 32, 6)
        spoken, _, _ = seq.dynamic_decode(
            seq.BasicDecoder(wrapper, greedy, start, layer), maximum_iterations=4
        )
    session.run(tf.global_variables_initializer())
    for _ in range(60):
        session.run(step)
    assert (session.run(spoken.sample_id) == source).mean() > 0.9


def test_tile_batch(session):
    state = tf.nn.rnn_cell.LSTMStateTuple(
        tf.constant([[1.0], [2.0]]), tf.placeholder_with_default([[3.0], [4.0]], [None, 1])
    )
    tiled = seq.tile_batch(state, 3)
    c, h = session.run(tiled)
    assert c[:, 0].tolist() == [1, 1, 1, 2, 2, 2]
    assert h[:, 0].tolist() == [3, 3, 3, 4, 4, 4]
    assert tiled.c.shape.as_list() == [6, 1]
    assert tiled.h.shape.as_list() == [None, 1]


@pytest.mark.parametrize(
    ("make", "kind", "message"),
    [
        (lambda: seq.LuongAttention(5, QUERY), ValueError, r"\(batch, time, depth\), but it is \(2, 5\)"),
        (
            lambda: seq.LuongAttention(4, MEMORY)(QUERY, None),
            ValueError,
            r"has 5 units, the keys 4(.|\n)*must be the cell's, 5",
        ),
        (lambda: wrapped("attention"), TypeError, "must be an AttentionMechanism, saw type: str"),
        (
            lambda: wrapped(seq.LuongAttention(5, MEMORY), attention_layer_size=[1, 2]),
            ValueError,
            "one integer per attention_mechanism, saw: 2 vs 1",
        ),
        (
            lambda: wrapped(seq.LuongAttention(5, MEMORY))(INPUTS[:, 0], tf.zeros([2, 5])),
            TypeError,
            r"AttentionWrapperState. Received type Tensor(.|\n)*zero_state\(batch, tf.float32\)",
        ),
        (
            lambda: (
                wrapped(seq.LuongAttention(5, MEMORY))
                .zero_state(2, tf.float32)
                .clone(cell_state=tf.zeros([2, 6]))
            ),
            ValueError,
            r"has shape \(2, 5\), the new one \(2, 6\)(.|\n)*cells of one size",
        ),
        (lambda: seq.tile_batch(tf.constant(1.0), 2), ValueError, "it is a scalar"),
    ],
)
def test_messages(make, kind, message):
    with pytest.raises(kind, match=message):
        make()
