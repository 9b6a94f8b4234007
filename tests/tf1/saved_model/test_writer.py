"""Saved models: written, and read into another session."""

import numpy as np
import pytest

import lessonlib.tf1 as tf

SERVING = tf.saved_model.tag_constants.SERVING
X = np.array([[1.0, 2.0]], np.float32)


def saved(folder):
    with tf.Graph().as_default(), tf.Session(device="cpu") as session:
        x = tf.placeholder(tf.float32, [None, 2], name="x")
        y = tf.layers.dense(x, 3, name="top")
        session.run(tf.global_variables_initializer())
        tf.saved_model.simple_save(session, str(folder), {"x": x}, {"y": y})
        return session.run(y, {x: X})


@pytest.mark.parametrize("scope", [None, "inside"])
def test_what_is_saved_is_loaded(tmp_path, scope):
    expected = saved(tmp_path / "m")
    assert tf.saved_model.contains_saved_model(tmp_path / "m")
    with tf.Session(graph=tf.Graph(), device="cpu") as session:
        found = tf.saved_model.loader.load(session, [SERVING], str(tmp_path / "m"), scope)
        signature = found.signature_def["serving_default"]
        assert signature.method_name == tf.saved_model.signature_constants.PREDICT_METHOD_NAME
        assert signature.inputs["x"].tensor_shape.as_list() == [None, 2]
        x, y = (
            tf.saved_model.utils.get_tensor_from_tensor_info(info, session.graph, scope)
            for info in (signature.inputs["x"], signature.outputs["y"])
        )
        np.testing.assert_array_equal(session.run(y, {x: X}), expected)


def test_signatures_and_an_init_op(tmp_path):
    with tf.Session(device="cpu") as session:
        x = tf.placeholder(tf.float32, [None], name="x")
        w = tf.get_variable("w", initializer=2.0)
        utils, info = tf.saved_model.signature_def_utils, tf.saved_model.utils.build_tensor_info
        signatures = {
            "a": utils.build_signature_def({"x": info(x)}, {"y": info(x * w)}, "mine"),
            "b": utils.classification_signature_def(x, None, x * w),
            "c": utils.regression_signature_def(x, x * w),
        }
        session.run(tf.global_variables_initializer())
        builder = tf.saved_model.builder.SavedModelBuilder(str(tmp_path / "m"))
        builder.add_meta_graph_and_variables(
            session, [SERVING, "big"], signatures, init_op=w.assign_add(1.0).op
        )
        builder.add_meta_graph(["other"])
        assert builder.save().endswith(b"saved_model.json")
    with tf.Session(graph=tf.Graph(), device="cpu") as session:
        found = tf.saved_model.load(session, ["big", SERVING], str(tmp_path / "m"))
        assert sorted(found.signature_def) == ["a", "b", "c"]
        assert session.run("w:0") == 3.0
        assert list(found.signature_def["b"].outputs) == ["scores"]


def test_mistakes(tmp_path):
    saved(tmp_path / "m")
    with tf.Session(device="cpu") as session:
        with pytest.raises(
            RuntimeError, match=r"tags \['train'\] could not be found in SavedModel; it has: serve"
        ):
            tf.saved_model.load(session, ["train"], str(tmp_path / "m"))
        with pytest.raises(OSError, match="SavedModel file does not exist"):
            tf.saved_model.load(session, [SERVING], str(tmp_path))
        (tmp_path / "saved_model.pb").write_bytes(b"")
        with pytest.raises(NotImplementedError, match="Saver"):
            tf.saved_model.load(session, [SERVING], str(tmp_path))
        (tmp_path / "saved_model.json").write_text('{"format": 3}')
        with pytest.raises(tf.errors.DataLossError, match="is no saved model of lessonlib"):
            tf.saved_model.load(session, [SERVING], str(tmp_path))
    with pytest.raises(RuntimeError, match="already exists, and isn't empty"):
        tf.saved_model.Builder(str(tmp_path / "m"))
    with pytest.raises(RuntimeError, match="has not been saved yet"):
        tf.saved_model.Builder(str(tmp_path / "new")).add_meta_graph([SERVING])
    with pytest.raises(ValueError, match="needs inputs and outputs"):
        tf.saved_model.predict_signature_def({}, {})


def test_an_estimator_is_exported_and_served(tmp_path):
    town = tf.feature_column.categorical_column_with_vocabulary_list("town", ["a", "b"])
    model = tf.estimator.LinearClassifier(
        [town, tf.feature_column.numeric_column("age")], str(tmp_path / "m"),
        optimizer=lambda: tf.train.GradientDescentOptimizer(0.1),
    )  # fmt: skip
    features = {"town": np.array(["a", "b"]), "age": np.array([1.0, 2.0], np.float32)}
    rows = tf.estimator.inputs.numpy_input_fn(features, np.array([0, 1]), 2, None, False)
    model.train(rows, steps=3)
    receiver = tf.estimator.export.build_raw_serving_input_receiver_fn(
        {"town": tf.placeholder(tf.string, [None]), "age": tf.placeholder(tf.float32, [None])}
    )
    folder = model.export_savedmodel(str(tmp_path / "out"), receiver).decode()
    expected = [row["probabilities"] for _, row in zip(range(2), model.predict(rows), strict=False)]
    with tf.Session(graph=tf.Graph(), device="cpu") as session:
        found = tf.saved_model.load(session, [SERVING], folder).signature_def["predict"]
        feed = {found.inputs[name].name: features[name] for name in features}
        given = session.run(found.outputs["probabilities"].name, feed)
    np.testing.assert_allclose(given, expected, rtol=1e-5)
