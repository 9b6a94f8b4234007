"""tf.metrics over two batches, and tf.losses of rows."""

import numpy as np

LABELS = [np.array([0, 1, 1, 0], np.int64), np.array([1, 0, 1, 1], np.int64)]
SAID = [np.array([0, 1, 0, 1], np.int64), np.array([1, 1, 1, 0], np.int64)]
SCORES = [np.array([0.1, 0.8, 0.4, 0.6], np.float32), np.array([0.9, 0.3, 0.7, 0.2], np.float32)]
WEIGHTS = np.array([1, 0.5, 2, 0], np.float32)
CLASSES = [np.array([0, 1, 2, 2]), np.array([1, 1, 0, 2])]
GUESSES = [np.array([0, 2, 2, 1]), np.array([1, 1, 0, 0])]
ROWS = [np.array([[1, 2], [3, 5]], np.float32), np.array([[0, 1], [4, 4]], np.float32)]
ERRORS = [np.array([[1, 1], [2, 6]], np.float32), np.array([[2, 1], [3, 5]], np.float32)]
TOP = [
    np.array([[0.1, 0.5, 0.2, 0.9], [0.7, 0.3, 0.1, 0.2]], np.float32),
    np.array([[0.4, 0.1, 0.6, 0.2], [0.2, 0.3, 0.8, 0.1]], np.float32),
]
TRUE = [np.array([[3, 0], [1, 2]], np.int64), np.array([[2, 1], [2, 2]], np.int64)]


def _batches(tf, run, function, *batches):
    """The values that the updates give, batch by batch, and what is read in the end; the names of the variables."""
    inputs = [tf.placeholder(tf.as_dtype(batch[0].dtype), batch[0].shape) for batch in batches]
    value, update = function(tf.metrics, *inputs)
    results = [run(update, dict(zip(inputs, fed, strict=True))) for fed in zip(*batches, strict=True)]
    noted = [
        len(tf.get_collection(key)) for key in ("values", "updates", "local_variables", "metric_variables")
    ]
    return [results, run(value), noted]


def _of(function, *batches):
    return lambda tf, run: _batches(tf, run, function, *batches)


def _loss(tf, run, function):
    x = tf.constant(ROWS[0])
    loss = function(tf.losses, tf.constant(ERRORS[0]), x)
    return [run([loss, *tf.gradients(loss, x)]), len(tf.losses.get_losses())]


KEYS = {"metrics_collections": ["values"], "updates_collections": ["updates"], "name": "m"}
COUNTS = ("true_positives", "true_negatives", "false_positives", "false_negatives")
CALLS = {
    "mean": _of(lambda m, x: m.mean(x, 0.5, **KEYS), SCORES),
    "mean weights": _of(lambda m, x: m.mean(x, weights=[[1.0], [3.0]]), ROWS),
    "mean weights of one rank less": _of(lambda m, x: m.mean(x, weights=[1.0, 3.0]), ROWS),
    "mean weights that do not fit": _of(lambda m, x: m.mean(x, weights=[1.0, 3.0, 2.0]), ROWS),
    "mean_tensor": _of(lambda m, x: m.mean_tensor(x, [[1.0, 0.0], [2.0, 0.5]], **KEYS), ROWS),
    "mean_tensor plain": _of(lambda m, x: m.mean_tensor(x), ROWS),
    "accuracy": _of(lambda m, y, p: m.accuracy(y, p, WEIGHTS, **KEYS), LABELS, SAID),
    "accuracy column": _of(lambda m, y, p: m.accuracy(y, p[:, None]), LABELS, SAID),
    "accuracy shapes": _of(lambda m, y, p: m.accuracy(y, p[:2]), LABELS, SAID),
    "mean_absolute_error": _of(
        lambda m, y, p: m.mean_absolute_error(y, p, [[1.0], [2.0]], **KEYS), ROWS, ERRORS
    ),
    "mean_squared_error": _of(lambda m, y, p: m.mean_squared_error(y, p, 2.0, **KEYS), ROWS, ERRORS),
    "root_mean_squared_error": _of(lambda m, y, p: m.root_mean_squared_error(y, p, **KEYS), ROWS, ERRORS),
    "mean_relative_error": _of(
        lambda m, y, p: m.mean_relative_error(y, p, np.array([[1, 0], [2, 4]], np.float32), 2.0, **KEYS),
        ROWS,
        ERRORS,
    ),
    "mean_cosine_distance": _of(
        lambda m, y, p: m.mean_cosine_distance(y / 10, p / 10, 1, np.array([[1], [2]], np.float32), **KEYS),
        ROWS,
        ERRORS,
    ),
    "percentage_below": _of(lambda m, x: m.percentage_below(x, 0.5, WEIGHTS, **KEYS), SCORES),
    "precision": _of(lambda m, y, p: m.precision(y, p, WEIGHTS, **KEYS), LABELS, SAID),
    "recall": _of(lambda m, y, p: m.recall(y, p, WEIGHTS, **KEYS), LABELS, SAID),
    **{
        name: _of(lambda m, y, p, name=name: getattr(m, name)(y, p, WEIGHTS, **KEYS), LABELS, SAID)
        for name in COUNTS
    },
    **{
        f"{name}_at_thresholds": _of(
            lambda m, y, p, name=name: getattr(m, f"{name}_at_thresholds")(
                y, p, [0.25, 0.5], WEIGHTS, **KEYS
            ),
            LABELS,
            SCORES,
        )
        for name in (*COUNTS, "precision", "recall")
    },
    "precision_at_thresholds plain": _of(
        lambda m, y, p: m.precision_at_thresholds(y, p, [0.5]), LABELS, SCORES
    ),
    "auc": _of(lambda m, y, p: m.auc(y, p), LABELS, SCORES),
    "auc weights": _of(lambda m, y, p: m.auc(y, p, WEIGHTS, 5, **KEYS), LABELS, SCORES),
    "auc PR": _of(
        lambda m, y, p: m.auc(y, p, num_thresholds=11, curve="PR", summation_method="careful_interpolation"),
        LABELS,
        SCORES,
    ),
    "auc minoring": _of(lambda m, y, p: m.auc(y, p, summation_method="minoring"), LABELS, SCORES),
    "auc majoring PR": _of(
        lambda m, y, p: m.auc(y, p, curve="PR", summation_method="majoring", thresholds=[0.5, 0.25]),
        LABELS,
        SCORES,
    ),
    "auc curve": _of(lambda m, y, p: m.auc(y, p, curve="XY"), LABELS, SCORES),
    "auc range": _of(lambda m, y, p: m.auc(y, p * 2), LABELS, SCORES),
    "sensitivity_at_specificity": _of(
        lambda m, y, p: m.sensitivity_at_specificity(y, p, 0.5, WEIGHTS, 20, **KEYS), LABELS, SCORES
    ),
    "specificity_at_sensitivity": _of(
        lambda m, y, p: m.specificity_at_sensitivity(y, p, 0.5, WEIGHTS, 20, **KEYS), LABELS, SCORES
    ),
    "sensitivity range": _of(lambda m, y, p: m.sensitivity_at_specificity(y, p, 1.5), LABELS, SCORES),
    "mean_iou": _of(lambda m, y, p, w: m.mean_iou(y, p, 3, w, **KEYS), CLASSES, GUESSES, [WEIGHTS, WEIGHTS]),
    "mean_per_class_accuracy weights": _of(
        lambda m, y, p, w: m.mean_per_class_accuracy(y, p, 3, w), CLASSES, GUESSES, [WEIGHTS, WEIGHTS]
    ),
    "mean_iou plain": _of(lambda m, y, p: m.mean_iou(y, p, 4), CLASSES, GUESSES),
    "mean_iou range": _of(lambda m, y, p: m.mean_iou(y, p, 2), CLASSES, GUESSES),
    "mean_per_class_accuracy": _of(
        lambda m, y, p: m.mean_per_class_accuracy(y, p, 3, **KEYS), CLASSES, GUESSES
    ),
    **{
        f"{name} {title}": _of(
            lambda m, y, p, name=name, more=more: getattr(m, name)(y, p, 2, **more), TRUE, TOP
        )
        for name in ("recall_at_k", "precision_at_k", "sparse_precision_at_k")
        for title, more in (
            ("plain", {}),
            ("class", {"class_id": 2}),
            ("weights", {"weights": [1.0, 0.5], **KEYS}),
        )
    },
    "recall_at_k one label": _of(
        lambda m, y, p: m.recall_at_k(y, p, 1), [np.array([3, 1], np.int64), np.array([0, 2], np.int64)], TOP
    ),
    "recall_at_top_k": _of(
        lambda m, y, p: m.recall_at_top_k(y, p, 2, 2, 0.5, **KEYS), TRUE, [rows[::-1].copy() for rows in TRUE]
    ),
    "precision_at_top_k": _of(
        lambda m, y, p: m.precision_at_top_k(y, p, k=2, **KEYS), TRUE, [rows[::-1].copy() for rows in TRUE]
    ),
    "average_precision_at_k": _of(lambda m, y, p: m.average_precision_at_k(y, p, 3, **KEYS), TRUE, TOP),
    "average_precision_at_k weights": _of(
        lambda m, y, p: m.average_precision_at_k(y, p, 2, weights=[1.0, 3.0]), TRUE, TOP
    ),
    "sparse_average_precision_at_k": _of(lambda m, y, p: m.sparse_average_precision_at_k(y, p, 1), TRUE, TOP),
    "cosine_distance": lambda tf, run: _loss(
        tf, run, lambda m, y, p: m.cosine_distance(y, p, 1, [[1.0], [0.5]], "s", "losses", m.Reduction.SUM)
    ),
    "cosine_distance dim": lambda tf, run: _loss(tf, run, lambda m, y, p: m.cosine_distance(y, p, dim=0)),
    "cosine_distance no axis": lambda tf, run: _loss(tf, run, lambda m, y, p: m.cosine_distance(y, p)),
    "mean_pairwise_squared_error": lambda tf, run: _loss(
        tf, run, lambda m, y, p: m.mean_pairwise_squared_error(y, p, [[1.0], [0.5]], "s", None)
    ),
    "mean_pairwise_squared_error plain": lambda tf, run: _loss(
        tf, run, lambda m, y, p: m.mean_pairwise_squared_error(labels=y, predictions=p)
    ),
    "mean_pairwise_squared_error shapes": lambda tf, run: _loss(
        tf, run, lambda m, y, p: m.mean_pairwise_squared_error(y, p[:1])
    ),
}
