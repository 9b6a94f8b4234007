"""Files and folders, with TensorFlow's errors."""

import pytest

import lessonlib.tf1 as tf


def test_write_and_read(tmp_path):
    with tf.gfile.GFile(tmp_path / "a.txt", "w") as file:
        file.write("first\nsecond é\n")
        file.flush()
        assert file.size() == file.tell() == 16
    with tf.gfile.Open(str(tmp_path / "a.txt")) as file:
        assert file.readline() == "first\n"
        assert list(file) == ["second é\n"]
        file.seek(0)
        assert file.read(3) == "fir"
        assert file.readlines()[-1] == "second é\n"
    with tf.gfile.GFile(tmp_path / "a.txt", "ab") as file:
        file.write(b"\x00")
    assert tf.gfile.FastGFile(tmp_path / "a.txt", "rb").read().endswith(b"\x00")
    assert tf.gfile.Stat(tmp_path / "a.txt").length == 17


def test_folders(tmp_path):
    deep = tmp_path / "a" / "b"
    tf.gfile.MakeDirs(deep)
    tf.gfile.MakeDirs(deep)
    tf.gfile.MkDir(tmp_path / "c")
    for name in ("y.txt", "x.txt"):
        (deep / name).write_text(name)
    assert tf.gfile.IsDirectory(deep)
    assert not tf.gfile.IsDirectory(deep / "x.txt")
    assert tf.gfile.ListDirectory(deep) == ["x.txt", "y.txt"]
    assert tf.gfile.Glob([str(deep / "*.txt"), str(tmp_path / "c")]) == [
        str(deep / "x.txt"), str(deep / "y.txt"), str(tmp_path / "c"),
    ]  # fmt: skip
    assert [names for _, _, names in tf.gfile.Walk(tmp_path / "a")][1:] in (
        [["x.txt", "y.txt"]],
        [["y.txt", "x.txt"]],
    )
    tf.gfile.DeleteRecursively(tmp_path / "a")
    assert not tf.gfile.Exists(deep)


def test_a_link_to_a_folder_is_deleted_alone(tmp_path):
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / "file").write_text("")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    tf.gfile.DeleteRecursively(tmp_path / "link")
    assert (tmp_path / "kept" / "file").exists()
    assert not (tmp_path / "link").exists()


def test_copy_rename_remove(tmp_path):
    a, b = tmp_path / "a", tmp_path / "b"
    a.write_text("new")
    b.write_text("old")
    for action in (tf.gfile.Copy, tf.gfile.Rename):
        with pytest.raises(tf.errors.AlreadyExistsError, match=r"b exists already\. Remedy: overwrite=True"):
            action(a, b)
    tf.gfile.Copy(a, b, overwrite=True)
    assert b.read_text() == "new"
    tf.gfile.Remove(b)
    tf.gfile.Rename(a, b)
    assert b.read_text() == "new"
    assert not a.exists()


@pytest.mark.parametrize(
    "action",
    [
        tf.gfile.ListDirectory,
        tf.gfile.Remove,
        tf.gfile.DeleteRecursively,
        tf.gfile.Stat,
        lambda path: tf.gfile.GFile(path).read(),
        lambda path: tf.gfile.Copy(path, str(path) + "2"),
        lambda path: tf.gfile.MkDir(path / "deep"),
    ],
)
def test_what_is_not_there(tmp_path, action):
    with pytest.raises(tf.errors.NotFoundError, match="none"):
        action(tmp_path / "none")


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(tf.errors.FailedPreconditionError, match="a file is in the way"):
        tf.gfile.MakeDirs(tmp_path / "file" / "deep")
    with pytest.raises(
        tf.errors.FailedPreconditionError, match=r"is a directory\. Remedy: tf\.gfile\.Delete"
    ):
        tf.gfile.Remove(tmp_path)
    with pytest.raises(ValueError, match=r"The mode of a file .* but 'x' was given"):
        tf.gfile.GFile("a", "x")
