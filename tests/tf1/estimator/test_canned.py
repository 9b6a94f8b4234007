"""The ready-made models against what TensorFlow 2.15's tf.estimator (compat.v1) gives for the same few rows."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

X = {"a": np.linspace(-1, 1, 12).astype(np.float32), "w": np.linspace(0.5, 2, 12).astype(np.float32)}
TWO, THREE = (X["a"] > 0.1).astype(np.int32), np.arange(12) % 3
NUMBERS = (3 * X["a"] + 1).astype(np.float32)
COLUMNS = [tf.feature_column.numeric_column("a")]


def rows(labels):
    return tf.estimator.inputs.numpy_input_fn(X, labels, batch_size=5, num_epochs=3, shuffle=False)


def sgd():
    return tf.train.GradientDescentOptimizer(0.05)


def close(found, expected):
    assert {
        key: pytest.approx(float(value), abs=1e-5) for key, value in found.items() if key in expected
    } == expected


LINEAR = {
    "two": (
        tf.estimator.LinearClassifier, {}, TWO,
        {"accuracy": 1.0, "accuracy_baseline": 0.583333, "average_loss": 0.575472, "global_step": 8.0,
         "label/mean": 0.416667, "loss": 2.589626, "precision": 1.0, "prediction/mean": 0.473232, "recall": 1.0},
        {"logistic": [0.3630514], "logits": [-0.5621443], "probabilities": [0.6369485, 0.3630515], "class_ids": [0]},
    ),
    "three, weighted": (
        tf.estimator.LinearClassifier, {"n_classes": 3, "weight_column": "w"}, THREE,
        {"accuracy": 0.351515, "average_loss": 1.083748, "global_step": 8.0, "loss": 6.096083},
        {"logits": [0.0570283, 0.0097854, -0.0668137], "class_ids": [0], "all_class_ids": [0, 1, 2]},
    ),
    "three words": (
        tf.estimator.LinearClassifier, {"n_classes": 3, "label_vocabulary": ["u", "v", "w"]},
        np.array(["u", "v", "w"] * 4),
        {"accuracy": 0.333333, "average_loss": 1.087822, "global_step": 8.0, "loss": 4.895196},
        {"probabilities": [0.3651365, 0.3332176, 0.3016459], "class_ids": [0]},
    ),
    "numbers": (
        tf.estimator.LinearRegressor, {}, NUMBERS,
        {"average_loss": 0.143129, "global_step": 8.0, "label/mean": 1.0, "loss": 0.644078,
         "prediction/mean": 1.152591},
        {"predictions": [-1.2958468]},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LINEAR)
def test_linear_models_give_what_tensorflow_gives(name, tmp_path):
    kind, arguments, labels, measures, first = LINEAR[name]
    model = kind(COLUMNS, model_dir=str(tmp_path), optimizer=sgd, **arguments)
    model.train(rows(labels))
    close(model.evaluate(rows(labels)), measures)
    prediction = next(model.predict(rows(labels)))
    for key, value in first.items():
        np.testing.assert_allclose(prediction[key], value, atol=1e-5)
    assert model.get_variable_names() == [
        "global_step", "linear/linear_model/a/weights", "linear/linear_model/bias_weights",
    ]  # fmt: skip


def test_the_names_of_classes_are_bytes(tmp_path):
    model = tf.estimator.LinearClassifier(
        COLUMNS, str(tmp_path), 3, label_vocabulary=["u", "v", "w"], optimizer=sgd
    )
    prediction = next(model.predict(rows(None)))
    assert prediction["classes"].tolist() == [b"u"]
    assert prediction["all_classes"].tolist() == [b"u", b"v", b"w"]


def test_the_variables_of_a_deep_model(tmp_path):
    model = tf.estimator.DNNClassifier(
        [3, 2], COLUMNS, str(tmp_path), 3, batch_norm=True, dropout=0.1, optimizer=sgd
    )
    model.train(rows(THREE), steps=2)
    parts = [
        "batchnorm_{}/beta",
        "batchnorm_{}/gamma",
        "batchnorm_{}/moving_mean",
        "batchnorm_{}/moving_variance",
    ]
    hidden = [
        f"dnn/hiddenlayer_{i}/{part}"
        for i in range(2)
        for part in [*(p.format(i) for p in parts), "bias", "kernel"]
    ]
    assert model.get_variable_names() == [*hidden, "dnn/logits/bias", "dnn/logits/kernel", "global_step"]
    assert sorted(path.name for path in tmp_path.glob("*.safetensors")) == [
        "model.ckpt-0.safetensors", "model.ckpt-2.safetensors",
    ]  # fmt: skip


def test_wide_and_deep_learns_a_line(tmp_path):
    model = tf.estimator.DNNLinearCombinedRegressor(
        str(tmp_path), COLUMNS, lambda: tf.train.GradientDescentOptimizer(0.02), COLUMNS, "Adam", [4],
        config=tf.estimator.RunConfig(tf_random_seed=1),
    )  # fmt: skip
    rows_for_ever = tf.estimator.inputs.numpy_input_fn(X, NUMBERS, 12, None, True)
    model.train(rows_for_ever, steps=60)
    found = model.evaluate(rows(NUMBERS))
    assert found["average_loss"] < 0.05
    assert found["global_step"] == 60
    names = model.get_variable_names()
    assert {"linear/linear_model/a/weights", "dnn/hiddenlayer_0/kernel", "dnn/logits/bias"} <= set(names)


def test_a_deep_regressor_and_a_combined_classifier_train(tmp_path):
    deep = tf.estimator.DNNRegressor([4], COLUMNS, str(tmp_path / "deep"), label_dimension=1, optimizer=sgd)
    assert deep.train(rows(NUMBERS), steps=2).evaluate(rows(NUMBERS))["global_step"] == 2
    both = tf.estimator.DNNLinearCombinedClassifier(
        str(tmp_path / "both"), dnn_feature_columns=COLUMNS, dnn_hidden_units=[2], n_classes=3
    )
    assert both.train(rows(THREE), max_steps=3).evaluate(rows(THREE))["global_step"] == 3


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tf.estimator.LinearClassifier(COLUMNS, n_classes=1), "n_classes must be 2 or more"),
        (
            lambda: tf.estimator.LinearClassifier(COLUMNS, label_vocabulary=["a"]),
            "Length of label_vocabulary",
        ),
        (lambda: tf.estimator.LinearRegressor(COLUMNS, label_dimension=0), "Invalid label_dimension 0"),
        (lambda: tf.estimator.DNNLinearCombinedRegressor(), "Either linear_feature_columns or dnn"),
        (
            lambda: tf.estimator.DNNLinearCombinedRegressor(dnn_feature_columns=COLUMNS),
            "dnn_hidden_units must be defined",
        ),
        (
            lambda: tf.estimator.DNNClassifier([2], COLUMNS, optimizer="Newton").train(rows(TWO), steps=1),
            "Unsupported optimizer name: Newton",
        ),
        (
            lambda: tf.estimator.LinearRegressor(COLUMNS, optimizer=sgd).train(rows(None)),
            "provide a labels Tensor",
        ),
        (
            lambda: tf.estimator.LinearRegressor(COLUMNS, optimizer=sgd).train(lambda: (X["a"], NUMBERS)),
            "features should be a dictionary",
        ),
    ],
)
def test_arguments_that_do_not_fit(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_boosted_trees_say_that_they_are_not_there():
    with pytest.raises(NotImplementedError, match="GradientBoostingClassifier"):
        tf.estimator.BoostedTreesClassifier(COLUMNS, n_batches_per_layer=1)
    with pytest.raises(NotImplementedError, match="weighted_categorical_column is not supported"):
        tf.feature_column.weighted_categorical_column("a", "b")


XOR = {"p": np.array(["0", "0", "1", "1"] * 8), "q": np.array(["0", "1", "0", "1"] * 8)}
SEEDED = {"config": tf.estimator.RunConfig(tf_random_seed=1)}  # what starts at random
BITS = {name: tf.feature_column.categorical_column_with_vocabulary_list(name, ["0", "1"]) for name in XOR}
PAIRS = tf.feature_column.crossed_column(["p", "q"], 100)


@pytest.mark.parametrize(
    ("make", "accuracy"),
    [
        (
            lambda: tf.estimator.LinearClassifier(list(BITS.values())),
            0.75,
        ),  # no line parts the classes of XOR
        (lambda: tf.estimator.LinearClassifier([PAIRS]), 1.0),
        (
            lambda: tf.estimator.DNNClassifier([4], [tf.feature_column.embedding_column(PAIRS, 3)], **SEEDED),
            1.0,
        ),
        (
            lambda: tf.estimator.DNNLinearCombinedClassifier(
                linear_feature_columns=[PAIRS],
                dnn_feature_columns=[tf.feature_column.indicator_column(PAIRS)],
                dnn_hidden_units=[16],
                **SEEDED,
            ),
            1.0,
        ),
    ],
    ids=["bits apart", "linear", "deep", "wide and deep"],
)
def test_crossed_bits_tell_what_bits_apart_cannot(make, accuracy):
    labels = (XOR["p"] != XOR["q"]).astype(np.int32)
    model = make()
    model.train(tf.estimator.inputs.numpy_input_fn(XOR, labels, 32, 150, shuffle=False))
    found = model.evaluate(tf.estimator.inputs.numpy_input_fn(XOR, labels, 32, 1, shuffle=False))["accuracy"]
    assert found == 1.0 if accuracy == 1.0 else found <= accuracy
