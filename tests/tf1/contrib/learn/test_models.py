"""The models of tf.contrib.learn beside the classifier of lesson 11, and the estimator of the first tutorials."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

learn = tf.contrib.learn
X = np.array([1.0, 2.0, 3.0, 4.0])
Y = np.array([0.0, -1.0, -2.0, -3.0])
COLUMN = [tf.contrib.layers.real_valued_column("x", dimension=1)]


def rows(epochs=1, labels=Y):
    return learn.io.numpy_input_fn({"x": X}, labels, 4, num_epochs=epochs)


def line(features, labels, mode):
    w = tf.get_variable("w", [1], tf.float64, tf.zeros_initializer())
    b = tf.get_variable("b", [1], tf.float64, tf.zeros_initializer())
    y = w * features["x"] + b
    loss = tf.reduce_sum(tf.square(y - labels)) if labels is not None else None
    if mode == learn.ModeKeys.INFER:
        return learn.ModelFnOps(mode=mode, predictions=y)
    step = tf.train.get_global_step()
    train = tf.group(tf.train.GradientDescentOptimizer(0.01).minimize(loss), tf.assign_add(step, 1))
    return learn.ModelFnOps(mode=mode, predictions=y, loss=loss, train_op=train)


def test_the_estimator_of_the_first_tutorial(tmp_path):
    model = learn.Estimator(model_fn=line, model_dir=str(tmp_path))
    assert model.fit(input_fn=rows(300), steps=300) is model
    found = model.evaluate(input_fn=rows(1))
    assert found["loss"] < 0.01
    assert found["global_step"] == 300
    assert model.get_variable_value("w") == pytest.approx(-1, abs=0.1)
    assert list(model.predict(input_fn=learn.io.numpy_input_fn({"x": X}, shuffle=False))) == pytest.approx(
        Y, abs=0.1
    )
    assert model.predict({"x": X}, as_iterable=False).shape == (4,)


def test_a_model_fn_that_returns_three_things(tmp_path):
    def model_fn(x, y):
        w = tf.get_variable("w", [], tf.float64, tf.zeros_initializer())
        loss = tf.reduce_sum(tf.square(w * x - y))
        step = tf.train.get_global_step()
        return w * x, loss, tf.train.GradientDescentOptimizer(0.01).minimize(loss, step)

    model = learn.Estimator(model_fn, str(tmp_path)).fit(X, 2 * X, steps=30, batch_size=4)
    assert model.get_variable_value("w") == pytest.approx(2, abs=1e-3)


def test_linear_regressor(tmp_path):
    model = learn.LinearRegressor(COLUMN, str(tmp_path), optimizer=tf.train.GradientDescentOptimizer(0.1))
    model.fit(input_fn=rows(None), steps=200)
    assert model.evaluate(input_fn=rows())["loss"] < 1e-3
    assert model.get_variable_names() == ["global_step", "linear/bias", "linear/kernel"]
    found = model.predict_scores(input_fn=lambda: {"x": tf.constant(X)}, as_iterable=False)
    np.testing.assert_allclose(found, Y, atol=0.1)


def test_linear_classifier_as_scikit_learn_would(tmp_path):
    columns = learn.infer_real_valued_columns_from_input(X.reshape(4, 1))
    model = learn.LinearClassifier(columns, str(tmp_path), optimizer=tf.train.GradientDescentOptimizer(0.5))
    easy = learn.SKCompat(model).fit(X.reshape(4, 1), (Y < -1).astype(int), steps=200)
    assert easy.score(X.reshape(4, 1), (Y < -1).astype(int))["accuracy"] == 1.0
    assert easy.predict(X.reshape(4, 1)).tolist() == [0, 0, 1, 1]
    chances = model.predict_proba(X.reshape(4, 1), as_iterable=False)
    np.testing.assert_allclose(chances.sum(1), 1, rtol=1e-5)
    assert list(model.predict_classes(X.reshape(4, 1))) == [0, 0, 1, 1]


def test_deep_regressor_in_batches(tmp_path):
    columns = learn.infer_real_valued_columns_from_input(X.reshape(4, 1))
    config = learn.RunConfig(tf_random_seed=1)
    model = learn.DNNRegressor([8], columns, str(tmp_path), gradient_clip_norm=5.0, config=config)
    model.fit(X.reshape(4, 1), Y, steps=50, batch_size=2).partial_fit(X.reshape(4, 1), Y)
    assert model.evaluate(X.reshape(4, 1), Y, batch_size=3)["global_step"] == 51
    assert model.fit(X.reshape(4, 1), Y, max_steps=53).evaluate(X.reshape(4, 1), Y)["global_step"] == 53


def test_the_feature_columns_of_words(tmp_path):
    words = tf.feature_column.categorical_column_with_vocabulary_list("town", ["a", "b"])
    config = learn.RunConfig(tf_random_seed=1)
    model = learn.DNNClassifier(
        [4], [tf.feature_column.indicator_column(words)], str(tmp_path), config=config
    )
    source = learn.io.numpy_input_fn({"town": np.array(["a", "b"] * 4)}, np.array([0, 1] * 4), 8, None)
    assert model.fit(input_fn=source, steps=40).evaluate(input_fn=source, steps=1)["accuracy"] == 1.0


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (
            lambda: learn.DNNClassifier([2], COLUMN, hidden=3),
            TypeError,
            "unexpected keyword argument 'hidden'",
        ),
        (lambda: learn.DNNClassifier([2], COLUMN, n_classes=1), ValueError, "n_classes is 1"),
        (
            lambda: learn.DNNClassifier([2], COLUMN, weight_column_name="w"),
            NotImplementedError,
            "weight_column_name",
        ),
        (
            lambda: learn.LinearRegressor(COLUMN).fit(X, Y, steps=1, monitors=[1]),
            NotImplementedError,
            "monitors",
        ),
        (lambda: learn.LinearRegressor(COLUMN).get_variable_names(), ValueError, "call fit first"),
        (lambda: learn.Estimator(), ValueError, "needs a model_fn"),
        (lambda: learn.infer_real_valued_columns_from_input(["a"]), ValueError, "must be numbers"),
    ],
)
def test_mistakes(make, error, message):
    with pytest.raises(error, match=message):
        make()
