"""A model_fn trained, measured and asked, with hooks, data sets and checkpoints in a folder."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

X = np.linspace(-1, 1, 8).astype(np.float32).reshape(8, 1)
Y = 2 * X + 1
MODES = tf.estimator.ModeKeys


def line(features, labels, mode, params):
    y = tf.layers.dense(features, 1, kernel_initializer=tf.zeros_initializer(), name="line")
    if mode == MODES.PREDICT:
        return tf.estimator.EstimatorSpec(mode, {"y": y, "twice": 2 * y})
    loss = tf.losses.mean_squared_error(labels, y)
    step = tf.train.get_global_step()
    train = tf.train.GradientDescentOptimizer(params["rate"]).minimize(loss, step)
    measures = {"error": tf.metrics.mean_absolute_error(labels, y)}
    return tf.estimator.EstimatorSpec(mode, {"y": y}, loss, train, measures)


def data(times=1):
    return lambda: tf.data.Dataset.from_tensor_slices((X, Y)).repeat(times).batch(4)


def estimator(folder, **config):
    settings = tf.estimator.RunConfig(tf_random_seed=1, **config)
    return tf.estimator.Estimator(line, str(folder), settings, {"rate": 0.1})


class Counter:
    """A hook as a program writes it, without a base class."""

    def __init__(self, stop_at=None):
        self.calls, self.losses, self.stop_at = [], [], stop_at

    def begin(self):
        self.calls.append("begin")
        self.doubled = 2 * tf.losses.get_losses()[0]

    def after_create_session(self, session, coord):
        self.calls.append("session")

    def before_run(self, run_context):
        class Args:
            fetches, feed_dict, options = self.doubled, None, None

        return Args

    def after_run(self, run_context, run_values):
        self.losses.append(run_values.results)
        if len(self.losses) == self.stop_at:
            run_context.request_stop()

    def end(self, session):
        self.calls.append("end")


def test_train_as_numpy_does_it(tmp_path):
    model = estimator(tmp_path)
    assert model.train(data()) is model
    w, b = 0.0, 0.0
    for rows in (slice(0, 4), slice(4, 8)):
        error = w * X[rows] + b - Y[rows]
        w, b = w - 0.1 * 2 * float((error * X[rows]).mean()), b - 0.1 * 2 * float(error.mean())
    assert model.get_variable_value("line/kernel").item() == pytest.approx(w, rel=1e-5)
    assert model.get_variable_value("line/bias").item() == pytest.approx(b, rel=1e-5)
    assert model.get_variable_names() == ["global_step", "line/bias", "line/kernel"]
    found = model.evaluate(data())
    expected = w * X + b - Y
    assert found["error"] == pytest.approx(np.abs(expected).mean(), rel=1e-5)
    assert found["loss"] == pytest.approx((expected**2).mean(), rel=1e-5)
    assert found["global_step"] == 2
    given = list(model.predict(data(), predict_keys="twice"))
    np.testing.assert_allclose([row["twice"] for row in given], 2 * (w * X + b), rtol=1e-5)


def test_train_goes_on_and_stops(tmp_path):
    estimator(tmp_path).train(data(None), steps=3)
    again = estimator(tmp_path, save_checkpoints_steps=2, keep_checkpoint_max=3)
    again.train(data(None), steps=4)
    assert again.latest_checkpoint().endswith("model.ckpt-7")
    again.train(data(None), max_steps=7)
    assert again.evaluate(data(), steps=1)["global_step"] == 7
    kept = sorted(path.name for path in tmp_path.glob("*.safetensors"))
    assert kept == [f"model.ckpt-{step}.safetensors" for step in (3, 5, 7)]
    assert next(iter((tmp_path / "eval").iterdir())).name.startswith("events")


def test_hooks_are_called_and_may_stop(tmp_path):
    hook = Counter(stop_at=3)
    model = estimator(tmp_path).train(data(None), hooks=[hook], steps=100)
    assert hook.calls == ["begin", "session", "end"]
    assert len(hook.losses) == 3
    assert model.evaluate(data())["global_step"] == 3


def test_predictions_as_batches_and_without_checkpoint(tmp_path):
    batches = list(estimator(tmp_path).predict(data(), yield_single_examples=False))
    assert [batch["y"].shape for batch in batches] == [(4, 1), (4, 1)]
    assert not batches[0]["y"].any()


def test_warm_start(tmp_path):
    trained = estimator(tmp_path / "a").train(data())
    settings = {"params": {"rate": 0.1}, "warm_start_from": str(tmp_path / "a")}
    warm = tf.estimator.Estimator(line, str(tmp_path / "b"), **settings)
    first, other = next(warm.predict(data())), next(trained.predict(data()))
    np.testing.assert_array_equal(first["y"], other["y"])


def test_train_and_evaluate(tmp_path):
    model = estimator(tmp_path, save_checkpoints_steps=2)
    train = tf.estimator.TrainSpec(data(None), max_steps=5)
    measures, exported = tf.estimator.train_and_evaluate(
        model, train, tf.estimator.EvalSpec(data(), None, "held")
    )
    assert measures["global_step"] == 5
    assert exported == []
    assert (tmp_path / "eval_held").is_dir()


def test_a_loss_that_is_no_number(tmp_path):
    def diverges(features, labels, mode):
        w = tf.get_variable("w", initializer=np.float32("nan"))
        return tf.estimator.EstimatorSpec(mode, loss=w, train_op=tf.train.get_global_step().assign_add(1))

    with pytest.raises(RuntimeError, match="NaN loss during training"):
        tf.estimator.Estimator(diverges, str(tmp_path)).train(data())


def spec(**given):
    return tf.estimator.EstimatorSpec(**given)


@pytest.mark.parametrize(
    ("make", "error", "message"),
    [
        (lambda: spec(mode="train", loss=tf.constant(1.0)), ValueError, "Missing train_op"),
        (lambda: spec(mode="eval"), ValueError, "Missing loss"),
        (lambda: spec(mode="infer"), ValueError, "Missing predictions"),
        (lambda: spec(mode="test"), ValueError, "mode must be one of"),
        (lambda: spec(mode="eval", loss=3.0), TypeError, "loss must be Tensor"),
        (lambda: spec(mode="eval", loss=tf.zeros([2])), ValueError, "Loss must be scalar"),
        (lambda: spec(mode="infer", predictions=[1]), TypeError, "must be Tensor"),
        (
            lambda: spec(mode="eval", loss=tf.constant(1.0), eval_metric_ops={"a": tf.constant(1.0)}),
            TypeError,
            "metric_value, update_op",
        ),
        (lambda: tf.estimator.Estimator(lambda x: x), ValueError, "must include features argument"),
        (lambda: tf.estimator.Estimator(lambda features, z: z), ValueError, r"not expected args: \['z'\]"),
        (
            lambda: tf.estimator.Estimator(lambda features: 1, params={}),
            ValueError,
            "does not include params",
        ),
        (
            lambda: tf.estimator.Estimator(lambda features: 1).train(data()),
            ValueError,
            "does not take labels",
        ),
        (
            lambda: tf.estimator.Estimator(lambda features, labels: 1).train(data()),
            ValueError,
            "an EstimatorSpec",
        ),
        (lambda: estimator("x").train(data(), steps=1, max_steps=1), ValueError, "both steps and max_steps"),
        (lambda: estimator("x").evaluate(data(), steps=0), ValueError, "Must specify steps > 0"),
        (
            lambda: tf.estimator.RunConfig(save_checkpoints_steps=1, save_checkpoints_secs=1),
            ValueError,
            "both save",
        ),
        (lambda: tf.estimator.RunConfig(train_distribute=1), NotImplementedError, "runs in one process"),
        (
            lambda: tf.estimator.RunConfig().replace(master="x"),
            ValueError,
            "Replacing master is not supported",
        ),
        (lambda: tf.estimator.TrainSpec(3), TypeError, "input_fn must be callable"),
        (lambda: tf.estimator.EvalSpec(data(), steps=0), ValueError, "Must specify steps > 0"),
        (lambda: tf.estimator.train_and_evaluate(1, 2, 3), TypeError, "needs an Estimator"),
    ],
)
def test_mistakes(make, error, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(error, match=message):
        make()


def test_run_config_replace():
    config = tf.estimator.RunConfig(save_checkpoints_secs=60).replace(save_checkpoints_steps=5, model_dir="m")
    assert (config.save_checkpoints_steps, config.save_checkpoints_secs, config.model_dir) == (5, None, "m")
    assert tf.estimator.RunConfig().save_checkpoints_secs == 600
