"""Summaries, and the files that hold them."""

import glob
import os
import tempfile

import numpy as np

SOUNDS = np.sin(np.arange(24, dtype=np.float32)).reshape(2, 6, 2)


def _read(tf, content):
    """Tags and values of a summary, as plain data."""
    found = []
    for item in tf.Summary.FromString(content).value:
        kind = item.WhichOneof("value")
        value = {
            "simple_value": lambda item: round(item.simple_value, 5),
            "tensor": lambda item: tf.make_ndarray(item.tensor),
            "audio": lambda item: [item.audio.sample_rate, item.audio.num_channels, item.audio.length_frames],
            "histo": lambda item: [item.histo.num, item.histo.sum],
            "image": lambda item: [item.image.height, item.image.width, item.image.colorspace],
        }[kind](item)
        meta = [
            item.metadata.plugin_data.plugin_name,
            item.metadata.display_name,
            item.metadata.summary_description,
        ]
        found.append([item.tag, kind, value, meta])
    return found


def each(tf, run):
    with tf.name_scope("scope"):
        made = [
            tf.summary.text("words", tf.constant(["a", "b"]), collections=["mine"]),
            tf.summary.tensor_summary("whole", tf.constant([[1, 2], [3, 4]]), summary_description="what",
                                      family="group", display_name="shown", collections=None,
                                      summary_metadata=tf.SummaryMetadata(display_name="old")),
            tf.summary.audio("sound", SOUNDS, 8000.0, max_outputs=1, collections=["mine"], family="group"),
            tf.summary.audio("sounds", SOUNDS[:, :, 0], sample_rate=4000, max_outputs=3),
            tf.summary.scalar("scalar", 2.5, family="group"),
            tf.summary.image("picture", np.zeros([1, 2, 3, 1], np.float32)),
        ]  # fmt: skip
    contents = run(made)
    return [
        [_read(tf, content) for content in contents],
        len(tf.get_collection("mine")),
        len(tf.get_collection("summaries")),
    ]


def events(tf, run):
    with tempfile.TemporaryDirectory() as folder:
        writer = tf.summary.FileWriter(folder, max_queue=1, flush_secs=1, filename_suffix=".end")
        tf.constant(1.0, name="one")
        value = tf.Summary(value=[tf.Summary.Value(tag="t", simple_value=2.0)])
        writer.add_summary(value, global_step=3)
        writer.add_summary(value.SerializeToString(), 4)
        writer.add_graph(tf.get_default_graph(), 5)
        writer.add_event(tf.Event(wall_time=1.0, step=6, summary=value))
        writer.add_session_log(tf.SessionLog(status=tf.SessionLog.START), global_step=7)
        writer.add_run_metadata(tf.RunMetadata(), "tag", global_step=8)
        writer.flush()
        writer.close()
        (name,) = glob.glob(os.path.join(folder, "*.end"))
        found = [[event.step, event.WhichOneof("what")] for event in tf.train.summary_iterator(name)]
        return [writer.get_logdir() == folder, sorted(found, key=str)]


def pictures(tf, run):
    rng = np.random.RandomState(0)
    found = []
    for channels in (1, 3, 4):
        pixels = rng.rand(2, 2, 3, channels).astype(np.float32)
        for given in (
            pixels,
            pixels * 9 - 3,
            pixels * 0,
            np.uint8(pixels * 255),
            np.where(pixels < 0.2, np.nan, pixels),
        ):
            content = run(tf.summary.image("picture", given))
            for item in tf.Summary.FromString(content).value:
                found.append(run(tf.image.decode_png(item.image.encoded_image_string)))
    return found


def twice(tf, run):
    with tempfile.TemporaryDirectory() as folder, tf.summary.FileWriter(folder) as writer:
        writer.add_run_metadata(tf.RunMetadata(), "tag")
        writer.add_run_metadata(tf.RunMetadata(), "tag")


def cached(tf, run):
    with tempfile.TemporaryDirectory() as folder:
        one = tf.summary.FileWriterCache.get(folder)
        same = tf.summary.FileWriterCache.get(folder) is one
        tf.summary.FileWriterCache.clear()
        other = tf.summary.FileWriterCache.get(folder)
        tf.summary.FileWriterCache.clear()
        return [same, other is one]


def protos(tf, run):
    summary = tf.Summary()
    summary.value.add(tag="loss", simple_value=1.5)
    summary.value.add(
        tag="h", histo=tf.HistogramProto(min=0, max=1, num=2, sum=1, bucket_limit=[1], bucket=[2])
    )
    return _read(tf, summary.SerializeToString())


CALLS = {
    "each": each,
    "pictures": pictures,
    "events": events,
    "run metadata twice": twice,
    "cached": cached,
    "protos": protos,
    "text of numbers": lambda tf, run: tf.summary.text("a", tf.constant(1.0)),
    "description of another": lambda tf, run: tf.summary.get_summary_description(tf.constant(1).op.node_def),
    "missing file": lambda tf, run: list(tf.train.summary_iterator("no/such/file")),
}
