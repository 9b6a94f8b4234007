"""tf.nn: normalisation, losses of examples, activations, and what is certain of the candidate samplers."""

import numpy as np

RNG = np.random.default_rng(4)
X = RNG.normal(size=(3, 4)).astype(np.float32)
IMAGE = RNG.normal(size=(2, 3, 2, 4)).astype(np.float32)
LABELS = np.array([[0, 1, 1, 0], [1, 1, 0, 0], [0.5, 0, 1, 0.25]], np.float32)
COUNTS = np.array([[0, 1, 2, 3], [5, 0.5, 1, 2], [1, 1, 7, 0]], np.float32)
V = [
    np.array(row, np.float32)
    for row in ([1, 2, 0.5, 1], [0.5, -1, 0, 2], [0.1, 0.2, -0.3, 0], [1, 2, 0.5, 3])
]
W = RNG.normal(size=(6, 4)).astype(np.float32)
B = RNG.normal(size=6).astype(np.float32)
TRUE = np.array([[0], [4], [2]], np.int64)
SAMPLED = (
    np.array([1, 4, 5], np.int64),
    np.full((3, 1), 0.4, np.float32),
    np.array([0.6, 0.3, 0.2], np.float32),
)


def _slopes(tf, run, function, *values):
    inputs = [tf.constant(value) for value in values]
    y = function(*inputs)
    return run([y, *map(tf.convert_to_tensor, tf.gradients(y, inputs))])


def _of(function, *values):
    return lambda tf, run: _slopes(tf, run, lambda *inputs: function(tf.nn, *inputs), *values)


def _drawn(function, **kwargs):
    """Sorted draws: all classes, when as many different ones are drawn as there are; and the shapes."""

    def call(tf, run):
        made = getattr(tf.nn, function)(TRUE, 1, 6, True, **kwargs, name="s")
        drawn, true, sampled = run(list(made))
        return [np.sort(drawn), str(true.shape), str(true.dtype), str(sampled.shape)]

    return call


def _expected(function, true=TRUE, **kwargs):
    """The expected counts of draws that may repeat: they do not depend on what is drawn."""

    def call(tf, run):
        drawn, expected, sampled = run(list(getattr(tf.nn, function)(true, 1, 3, False, **kwargs)))
        return [expected, str(drawn.dtype), str(sampled.shape)]

    return call


SCORES = np.sin(np.arange(72, dtype=np.float32) * 1.7).reshape(6, 3, 4) * 2
LENGTHS = [6, 4, 1]


def _read(function, *args, **kwargs):
    def call(tf, run):
        sequences, scores = getattr(tf.nn, function)(SCORES, LENGTHS, *args, **kwargs)
        parts = [part for s in sequences for part in (s.indices, s.values, s.dense_shape)]
        return [*run([*parts, scores]), str(sequences[0].get_shape()), str(scores.get_shape())]

    return call


CALLS = {
    "lrn": _of(lambda nn, x: nn.lrn(x, 1, 2.0, 0.5, 0.75, "l"), IMAGE),
    "local_response_normalization": _of(lambda nn, x: nn.local_response_normalization(x), IMAGE),
    "lrn named": _of(
        lambda nn, x: nn.lrn(input=x, depth_radius=2, bias=1.5, alpha=0.1, beta=0.5, name="l"), IMAGE
    ),
    "lrn rank": lambda tf, run: tf.nn.lrn(X),
    "batch_norm_with_global_normalization": lambda tf, run: run(
        tf.nn.batch_norm_with_global_normalization(IMAGE, V[2], V[3], V[1], V[0], 0.001, True, "b")
    ),
    "batch_norm_with_global_normalization unscaled": lambda tf, run: run(
        tf.nn.batch_norm_with_global_normalization(
            input=IMAGE,
            mean=V[2],
            variance=V[3],
            beta=V[1],
            gamma=V[0],
            variance_epsilon=0.1,
            scale_after_normalization=False,
        )
    ),
    "fused_batch_norm": lambda tf, run: run(list(tf.nn.fused_batch_norm(IMAGE, V[0], V[1], name="f"))),
    "fused_batch_norm slope": _of(
        lambda nn, x, s, o: nn.fused_batch_norm(x, s, o, epsilon=0.1)[0] ** 2, IMAGE, V[0], V[1]
    ),
    "fused_batch_norm given": lambda tf, run: run(
        tf.nn.fused_batch_norm(IMAGE, V[0], V[1], V[2], V[3], 0.01, "NHWC", False)[0]
    ),
    "fused_batch_norm factor": lambda tf, run: run(
        list(tf.nn.fused_batch_norm(IMAGE, V[0], V[1], V[2], V[3], exponential_avg_factor=0.25))
    ),
    "fused_batch_norm missing": lambda tf, run: tf.nn.fused_batch_norm(IMAGE, V[0], V[1], is_training=False),
    "sufficient_statistics": lambda tf, run: run(list(tf.nn.sufficient_statistics(X, [0], name="s"))[:3]),
    "sufficient_statistics shift": lambda tf, run: run(
        list(tf.nn.sufficient_statistics(X, [1], shift=0.5, keep_dims=True))
    ),
    "sufficient_statistics keepdims": lambda tf, run: run(
        list(tf.nn.sufficient_statistics(IMAGE, [0, 2], keepdims=True))[:3]
    ),
    "normalize_moments": lambda tf, run: run(
        list(tf.nn.normalize_moments(4.0, tf.constant([2.0, 8.0]), tf.constant([5.0, 20.0]), None, "n"))
    ),
    "normalize_moments shift": lambda tf, run: run(
        list(tf.nn.normalize_moments(4.0, tf.constant([2.0]), tf.constant([5.0]), tf.constant([0.5])))
    ),
    "weighted_moments": lambda tf, run: run(
        list(tf.nn.weighted_moments(X, [0], np.array([[1.0], [2.0], [0.5]], np.float32), "w", True))
    ),
    "weighted_moments keepdims": lambda tf, run: run(
        list(tf.nn.weighted_moments(X, [0, 1], COUNTS, keepdims=False))
    ),
    "weighted_moments slope": _of(lambda nn, x: nn.weighted_moments(x, [1], COUNTS)[1], X),
    "weighted_cross_entropy": _of(
        lambda nn, x: nn.weighted_cross_entropy_with_logits(LABELS, x, 3.0, "w"), X
    ),
    "weighted_cross_entropy targets": lambda tf, run: run(
        tf.nn.weighted_cross_entropy_with_logits(targets=LABELS, logits=X, pos_weight=V[0])
    ),
    "weighted_cross_entropy shapes": lambda tf, run: tf.nn.weighted_cross_entropy_with_logits(
        LABELS, X[:2], 2.0
    ),
    "log_poisson_loss": _of(lambda nn, x: nn.log_poisson_loss(COUNTS, x, name="l"), X),
    "log_poisson_loss full": _of(lambda nn, x: nn.log_poisson_loss(COUNTS, x, True), X),
    "log_poisson_loss shapes": lambda tf, run: tf.nn.log_poisson_loss(COUNTS, X[:2]),
    "zero_fraction": lambda tf, run: run(tf.nn.zero_fraction(COUNTS, name="z")),
    "zero_fraction ints": lambda tf, run: run(tf.nn.zero_fraction([0, 1, 0, 0])),
    "bias_add": _of(lambda nn, x, b: nn.bias_add(x, b, "NHWC", "b"), IMAGE, V[0]),
    "bias_add NCHW": _of(lambda nn, x, b: nn.bias_add(x, b, data_format="NCHW") ** 2, IMAGE, V[0][:3]),
    "bias_add format": lambda tf, run: tf.nn.bias_add(IMAGE, V[0], "CHW"),
    "swish": _of(lambda nn, x: nn.swish(x, beta=1.5), X),
    "silu": _of(lambda nn, x: nn.silu(x), X),
    "relu_layer": _of(lambda nn, x, w: nn.relu_layer(x, w, [0.1, -0.2, 0.3], "r"), X, X.T.copy()),
    "nce_loss": _of(
        lambda nn, w, b, x: nn.nce_loss(w, b, TRUE, x, 3, 6, 1, SAMPLED, True, "div", "n"), W, B, X
    ),
    "nce_loss hits": _of(
        lambda nn, w, b, x: nn.nce_loss(w, b, TRUE, x, 3, 6, sampled_values=SAMPLED), W, B, X
    ),
    "nce_loss two true": _of(
        lambda nn, w, b, x: nn.nce_loss(
            w,
            b,
            np.array([[0, 1], [2, 3], [4, 5]]),
            x,
            3,
            6,
            num_true=2,
            sampled_values=(SAMPLED[0], np.full((3, 2), 0.3, np.float32), SAMPLED[2]),
        ),
        W,
        B,
        X,
    ),
    "sampled_softmax_loss": _of(
        lambda nn, w, b, x: nn.sampled_softmax_loss(w, b, TRUE, x, 3, 6, 1, SAMPLED, True, "mod", "s", 1),
        W,
        B,
        X,
    ),
    "sampled_softmax_loss parts": _of(
        lambda nn, v, w, b, x: nn.sampled_softmax_loss(
            [v, w],
            b,
            TRUE,
            x,
            3,
            6,
            sampled_values=SAMPLED,
            remove_accidental_hits=False,
            partition_strategy="div",
        ),
        W[:3],
        W[3:],
        B,
        X,
    ),
    "compute_accidental_hits": lambda tf, run: run(
        list(tf.nn.compute_accidental_hits(np.array([[0, 4], [1, 2]]), SAMPLED[0], 2, 1, "h"))
    ),
    "uniform": _drawn("uniform_candidate_sampler", range_max=6, seed=1),
    "log_uniform": _drawn("log_uniform_candidate_sampler", range_max=6, seed=1),
    "learned": _drawn("learned_unigram_candidate_sampler", range_max=6, seed=1),
    "fixed": _drawn("fixed_unigram_candidate_sampler", range_max=6, unigrams=[1, 2, 3, 4, 5, 6], seed=1),
    "uniform expected": _expected("uniform_candidate_sampler", range_max=6),
    "log_uniform expected": _expected("log_uniform_candidate_sampler", range_max=6),
    "learned expected": _expected("learned_unigram_candidate_sampler", range_max=6),
    "fixed expected": _expected(
        "fixed_unigram_candidate_sampler",
        range_max=6,
        distortion=0.75,
        num_reserved_ids=1,
        unigrams=[1, 2, 3, 4, 5],
    ),
    "fixed shard": _expected(
        "fixed_unigram_candidate_sampler",
        TRUE[:1],
        range_max=3,
        num_shards=2,
        shard=0,
        unigrams=[1, 2, 3, 4, 5, 6],
    ),
    "fixed of another number": _drawn(
        "fixed_unigram_candidate_sampler", range_max=6, unigrams=[1, 2, 3], seed=1
    ),
    "fixed neither": lambda tf, run: run(list(tf.nn.fixed_unigram_candidate_sampler(TRUE, 1, 3, True, 6))),
    "all": lambda tf, run: run(list(tf.nn.all_candidate_sampler(TRUE, 1, 6, True, 1, "a"))),
    "too many": lambda tf, run: run(list(tf.nn.uniform_candidate_sampler(TRUE, 1, 7, True, 6))),
    "ctc_greedy_decoder": _read("ctc_greedy_decoder"),
    "ctc_greedy_decoder unmerged": _read("ctc_greedy_decoder", merge_repeated=False),
    "ctc_greedy_decoder blank": _read("ctc_greedy_decoder", True, 0),
    "ctc_beam_search_decoder": _read("ctc_beam_search_decoder"),
    "ctc_beam_search_decoder paths": _read("ctc_beam_search_decoder", 50, 3, False),
    "ctc_beam_search_decoder narrow": _read("ctc_beam_search_decoder", beam_width=2, top_paths=2),
    "ctc_beam_search_decoder few": _read("ctc_beam_search_decoder", beam_width=50, top_paths=9),
    "ctc_beam_search_decoder many": _read("ctc_beam_search_decoder", beam_width=2, top_paths=3),
    "ctc_beam_search_decoder_v2": _read("ctc_beam_search_decoder_v2", beam_width=10, top_paths=2),
}
