"""Real checkpoint files: written, read back, damaged."""

import numpy as np
import pytest

import lessonlib.tf1 as tf


@pytest.fixture
def saved(tmp_path):
    """A folder with one checkpoint of a = 5."""
    a = tf.Variable([5.0, 6.0], name="a")
    with tf.Session() as session:
        session.run(a.initializer)
        path = tf.train.Saver().save(session, tmp_path / "model" / "m.ckpt", global_step=7)
    return a, path


def test_what_is_saved_comes_back(saved, tmp_path):
    a, path = saved
    assert path == str(tmp_path / "model" / "m.ckpt-7")
    assert sorted(p.name for p in (tmp_path / "model").iterdir()) == [
        "checkpoint", "m.ckpt-7.meta", "m.ckpt-7.safetensors",
    ]  # fmt: skip
    with tf.Session() as session:
        tf.train.Saver().restore(session, path)
        np.testing.assert_array_equal(session.run(a), [5, 6])
        session.run(a.assign_add([1.0, 1.0]))
    with tf.Session() as session:
        tf.train.Saver().restore(session, path)
        np.testing.assert_array_equal(session.run(a), [5, 6])


@pytest.mark.parametrize(("given", "file"), [(None, "checkpoint"), ("newest", "newest")])
def test_the_state_file_may_have_another_name(tmp_path, given, file):
    v = tf.Variable(1.0)
    with tf.Session() as session:
        session.run(v.initializer)
        path = tf.train.Saver().save(session, tmp_path / "m", latest_filename=given)
    assert (tmp_path / file).exists()
    assert tf.train.latest_checkpoint(tmp_path, given) == path


def test_state_file(saved, tmp_path):
    _, path = saved
    folder = tmp_path / "model"
    assert (folder / "checkpoint").read_text() == (
        'model_checkpoint_path: "m.ckpt-7"\nall_model_checkpoint_paths: "m.ckpt-7"\n'
    )
    assert tf.train.get_checkpoint_state(folder).model_checkpoint_path == path
    assert tf.train.latest_checkpoint(folder) == path
    assert tf.train.checkpoint_exists(path)
    assert tf.train.get_checkpoint_state(tmp_path) is None
    assert tf.train.latest_checkpoint(tmp_path) is None
    (folder / "checkpoint").write_text("nonsense")
    with pytest.raises(tf.errors.DataLossError, match="is no checkpoint state file"):
        tf.train.latest_checkpoint(folder)


def test_max_to_keep(tmp_path):
    a = tf.Variable(1.0)
    saver = tf.train.Saver(max_to_keep=2)
    with tf.Session() as session:
        session.run(a.initializer)
        for step in (np.int32(1), 2, tf.constant(3)):
            saver.save(session, tmp_path / "m", global_step=step)
    assert sorted(p.name for p in tmp_path.glob("*.safetensors")) == ["m-2.safetensors", "m-3.safetensors"]
    assert len(tf.train.get_checkpoint_state(tmp_path).all_model_checkpoint_paths) == 3 - 1


def test_checkpoints_of_an_earlier_process_count(tmp_path):
    a = tf.Variable(1.0)
    with tf.Session() as session:
        session.run(a.initializer)
        for step in range(3):
            tf.train.Saver().save(session, tmp_path / "m", global_step=step)
        saver = tf.train.Saver(max_to_keep=2)
        saver.recover_last_checkpoints([str(tmp_path / f"m-{step}") for step in (0, 1, 2, 99)])
        assert [p[-1] for p in saver.last_checkpoints] == ["0", "1", "2"]
        saver.save(session, tmp_path / "m", global_step=3)
    assert sorted(p.name for p in tmp_path.glob("*.safetensors")) == ["m-2.safetensors", "m-3.safetensors"]


def test_missing_checkpoint(saved, tmp_path):
    with (
        tf.Session() as session,
        pytest.raises(
            tf.errors.NotFoundError,
            match=r"not a valid checkpoint: .*nothing.ckpt[\s\S]*Remedy: save one first",
        ),
    ):
        tf.train.Saver().restore(session, str(tmp_path / "nothing.ckpt"))
    with pytest.raises(ValueError, match="save_path when it is None"):
        tf.train.Saver().restore(tf.Session(), None)


@pytest.mark.parametrize(
    "damage", [lambda b: b[:20], lambda b: b[:-3], lambda b: b"not a checkpoint at all", lambda b: b""]
)
def test_a_damaged_file_leaves_the_session_as_it_was(saved, damage):
    a, path = saved
    with open(path + ".safetensors", "rb") as file:
        content = file.read()
    with open(path + ".safetensors", "wb") as file:
        file.write(damage(content))
    with tf.Session() as session:
        session.run(a.assign([1.0, 2.0]))
        with pytest.raises(
            tf.errors.DataLossError, match=r"cannot be read: it is truncated or is no checkpoint[\s\S]*Remedy"
        ):
            tf.train.Saver().restore(session, path)
        np.testing.assert_array_equal(session.run(a), [1, 2])


def test_another_shape_dtype_or_name(saved):
    _, path = saved
    tf.reset_default_graph()
    first, wrong = tf.Variable([0.0, 0.0], name="a"), tf.Variable([0.0], name="b")
    with tf.Session() as session:
        session.run(tf.global_variables_initializer())
        with pytest.raises(
            tf.errors.NotFoundError, match=r"Key b not found in checkpoint .*, which has: a\."
        ):
            tf.train.Saver().restore(session, path)
        with pytest.raises(
            tf.errors.InvalidArgumentError, match=r"variable 'a' has shape \(1,\) .* has \(2,\) and float32"
        ):
            tf.train.Saver({"a": wrong}).restore(session, path)
        with pytest.raises(tf.errors.InvalidArgumentError, match="dtype float64, but checkpoint"):
            tf.train.Saver({"a": tf.Variable(np.zeros(2), name="c")}).restore(session, path)
        np.testing.assert_array_equal(session.run(first), [0, 0])


def test_saving_needs_values_and_variables(tmp_path):
    with pytest.raises(ValueError, match="No variables to save"):
        tf.train.Saver()
    tf.Variable(1.0, name="w")
    with pytest.raises(tf.errors.FailedPreconditionError, match="uninitialized value w"):
        tf.train.Saver().save(tf.Session(), tmp_path / "m")
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_way_of_the_folder(saved, tmp_path):
    a, _ = saved
    (tmp_path / "taken").write_text("")
    with tf.Session() as session:
        session.run(a.initializer)
        with pytest.raises(
            tf.errors.FailedPreconditionError, match=r"Cannot save into .*taken: a file of that name"
        ):
            tf.train.Saver().save(session, tmp_path / "taken" / "m")


def test_a_restored_optimizer_goes_on_exactly(tmp_path):
    w = tf.Variable([1.0, -2.0])
    train = tf.train.AdamOptimizer(0.1).minimize(tf.reduce_sum(w * w))
    saver = tf.train.Saver()
    with tf.Session(device="cpu") as session:
        session.run(tf.global_variables_initializer())
        for step in range(10):
            session.run(train)
            if step == 4:
                path = saver.save(session, tmp_path / "m")
        expected = session.run(w)
    with tf.Session(device="cpu") as session:
        saver.restore(session, path)
        for _ in range(5):
            session.run(train)
        np.testing.assert_array_equal(session.run(w), expected)
